export { closeWhenEnded, onSessionEnded } from './access-ended.ts'
export { createApiKeyFor } from './api-keys/create-api-key.ts'
export { addMember } from './change-members.ts'
export { forgetUnusedMembers, forgetUnusedTeams } from './forget-members.ts'
export { type Mail, registerMailer } from './mailer.ts'
export { resetSecondFactorFor } from './second-factor/reset-second-factor.ts'
export { ensureAdmin } from './setup/complete-setup.ts'
export { setupCode } from './setup/setup-code.ts'
export { hidden, hideContact, hideInUrl, searchableName, showName } from './sight/hide-contact.ts'
export {
  isLimited,
  ofVisibleConversations,
  ofVisibleCustomers,
  visibleConversations,
  visibleFiles,
} from './sight/visible.ts'
export { createIdentify } from './sign-in/identify.ts'
export { addressKey, countAttempt } from './sign-in/limit-attempts.ts'
export { createResetLinkFor } from './sign-in/reset-password.ts'
export { createTeam } from './teams/change-teams.ts'
