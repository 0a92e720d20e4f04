export { blankSuppressionsOf, readSuppressionsOf } from './blank.ts'
export { findSuppressed } from './queries.ts'
export { normaliseAddress, suppress } from './suppress.ts'
