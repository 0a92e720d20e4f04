export { dressMarketing, guardMarketing } from './guard-marketing.ts'
export { consentEvent, followConsents } from './tracked/follow-consents.ts'
