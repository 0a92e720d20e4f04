export { eraseRestored } from './erasure/erase-restored.ts'
