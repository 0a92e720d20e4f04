export { forgetSource } from './forget-source.ts'
export { createSource } from './sources.ts'
export { storeTracked, type TrackedMessage } from './store-tracked.ts'
