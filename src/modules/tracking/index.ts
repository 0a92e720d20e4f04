export { listTrackedOf, type TrackedItem } from './list-tracked.ts'
export { createSource } from './sources.ts'
