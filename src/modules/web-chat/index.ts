export { pageHeaders } from './cors.ts'
export { identifyVisitor } from './visitor-session.ts'
