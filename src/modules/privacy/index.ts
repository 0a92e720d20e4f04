export { eraseRestored } from './erasure/erase-restored.ts'
export { createPrivacyRequest, updatePrivacyRequest } from './requests/change-requests.ts'
export { forgetRequests } from './requests/forget-rehearsed.ts'
