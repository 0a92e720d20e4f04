export { forgetIdentifiers } from './forget-identifiers.ts'
export { findIdentifier, type Identifier, identifiersOf, type Trust } from './identifiers.ts'
export { resolveAllTracked } from './resolve-all-tracked.ts'
export { type Resolved, resolveSender, touchContact } from './resolve-sender.ts'
export { resolveTracked, type TrackedFacts } from './resolve-tracked.ts'
export {
  ensureVisitorIdentifier,
  proveVisitor,
  resolveVisitor,
  type VisitorFacts,
} from './resolve-visitor.ts'
export { addTimelineSource, type TimelineRow, type TimelineSource } from './timeline.ts'
