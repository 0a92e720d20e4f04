export { componentOf } from './component.ts'
export { lockContacts, setContact, touchContact, touchContacts } from './contact.ts'
export { forgetSearch, hasSearched } from './duplicates/forget-search.ts'
export { eachPrintedPair, type PrintedPair } from './duplicates/print-pairs.ts'
export { searchDuplicates } from './duplicates/search.ts'
export {
  addErased,
  filterErased,
  rememberErased,
} from './erased.ts'
export { addFirstKnown, type FirstKnown } from './first-known.ts'
export { forgetIdentifiers } from './forget-identifiers.ts'
export { findIdentifier, identifiersOf, lockIdentity } from './identifiers.ts'
export type { Imported, ImportedPerson } from './importing/people.ts'
export { readIdentifier } from './importing/read-identifier.ts'
export { resolveAllImported } from './importing/resolve-all-imported.ts'
export { type ImportedChange, takeBackImported } from './importing/take-back-imported.ts'
export { findKnownSenders } from './known-senders.ts'
export { addBelongings, type Belongings } from './merging/preview-merge.ts'
export {
  addPersonalData,
  type Person,
  type PersonalData,
  personalData,
} from './personal-data.ts'
export { cleanDay, cleanValue } from './profile/clean-value.ts'
export { joinName } from './profile/compose-name.ts'
export { readCustomFields, saveCustomField } from './profile/custom-fields.ts'
export { forgetGroups, linkGroup } from './profile/groups.ts'
export { addCustomerNote, pinCustomerNote } from './profile/notes.ts'
export { requireStanding } from './queries.ts'
export { findTracked, resolveAllTracked } from './resolve-all-tracked.ts'
export { resolveSender } from './resolve-sender.ts'
export { resolveTracked, type TrackedFacts } from './resolve-tracked.ts'
export { ensureVisitorIdentifier, proveVisitor, resolveVisitor } from './resolve-visitor.ts'
export { type Held, readDevicesOf, readHeld } from './rules/past.ts'
export { type Rules, readRules } from './rules/read-rules.ts'
export { type FieldValues, type Saying, sayFields, sayFieldsOf } from './say-fields.ts'
export { findCustomers } from './search/find-customers.ts'
export {
  addSourceReader,
  addTimelineSource,
  type SourceReader,
  type TimelineRow,
  type TimelineSource,
} from './timeline.ts'
export { setCustomerLabels } from './update-customer.ts'
