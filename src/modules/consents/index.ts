export { dressMarketing, guardMarketing } from './guard-marketing.ts'
export { followConsents, settleDevices } from './tracked/follow-consents.ts'
export { isConsentChoice, readPreferences, type ToldConsent } from './tracked/preferences.ts'
export { withdrawAll } from './withdraw-all.ts'
