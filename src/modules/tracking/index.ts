export { createSource } from './sources.ts'
