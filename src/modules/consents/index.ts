export { readStanding, type Standing, whoseOf } from './current.ts'
export { dressMarketing, guardMarketing, type Marketing } from './guard-marketing.ts'
export { listPurposes } from './purposes.ts'
export { type Said, sayConsent } from './record-consent.ts'
