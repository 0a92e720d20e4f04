import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import * as contract from './contract.ts'
import { duplicateRoutes } from './duplicates/routes.ts'
import { findDuplicates, searchHourly } from './duplicates/steer.ts'
import { listTimeline } from './list-timeline.ts'
import { listIdentityActs } from './merging/list-acts.ts'
import { mergeCustomers } from './merging/merge-customers.ts'
import { previewMerge } from './merging/preview-merge.ts'
import { previewSplit } from './merging/preview-split.ts'
import { splitCustomer } from './merging/split-customer.ts'
import { undoAct } from './merging/undo-act.ts'
import { identifiersOfPerson, profileOfPerson } from './personal.ts'
import { addPersonalData } from './personal-data.ts'
import { profileRoutes } from './profile/routes.ts'
import { getCustomer, listCustomers } from './queries.ts'
import { recognitionOfPerson } from './rules/personal.ts'
import { ruleRoutes } from './rules/routes.ts'
import { keepSearch } from './search/keep-search.ts'
import { addTimelineSource } from './timeline.ts'
import { listChanges } from './timeline-changes.ts'
import { updateCustomer } from './update-customer.ts'

addTimelineSource(listChanges)
addPersonalData(recognitionOfPerson)
addPersonalData(profileOfPerson)
addPersonalData(identifiersOfPerson)

export const customersModule: Module = {
  name: 'customers',
  tables: [
    'customer',
    'identifier',
    'identifier_link',
    'customer_label',
    'customer_field',
    'custom_field',
    'customer_group',
    'customer_group_member',
    'customer_note',
    'customer_search',
    'customer_search_due',
    'identity_act',
    'identity_ruling',
    'identifier_type',
    'identifier_block',
    'identity_decision',
    'identifier_past',
    'match_record',
    'match_key',
    'match_search',
    'duplicate_pair',
    'erased_identifier',
  ],
  routes: [
    route(contract.listCustomers, listCustomers),
    route(contract.getCustomer, getCustomer),
    route(contract.updateCustomer, updateCustomer),
    route(contract.listTimeline, listTimeline),
    route(contract.previewMerge, previewMerge),
    route(contract.mergeCustomers, mergeCustomers),
    route(contract.previewSplit, previewSplit),
    route(contract.splitCustomer, splitCustomer),
    route(contract.listIdentityActs, listIdentityActs),
    route(contract.undoIdentityAct, undoAct),
    ...ruleRoutes,
    ...duplicateRoutes,
    ...profileRoutes,
  ],
  jobs: [findDuplicates],
  loops: [{ name: 'customer-search', start: keepSearch }, searchHourly],
  permissions: {
    'customer.read': ['admin', 'agent', 'viewer', 'partner'],
    /** Sees addresses and telephone numbers. */
    'customer.contact': ['admin', 'agent', 'viewer'],
    'customer.update': ['admin', 'agent'],
    'customer.merge': ['admin', 'agent'],
    /** Fields of the workspace's own, and others' notes. */
    'customer.configure': ['admin'],
    /** What customers are recognised by. */
    'identity.read': ['admin', 'agent', 'viewer'],
    'identity.manage': ['admin'],
  },
}
