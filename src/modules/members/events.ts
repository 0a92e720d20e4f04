import { z } from 'zod'
import { defineEvent } from '../../foundation/server/events/define-event.ts'

const id = z.string()
export const ofMember = z.object({ memberId: id })

export const memberJoined = defineEvent(
  'member.joined',
  z.object({ memberId: id, role: z.string() }),
)
export const memberUpdated = defineEvent(
  'member.updated',
  z.object({ memberId: id, fields: z.array(z.string()) }),
)
export const memberRoleChanged = defineEvent(
  'member.role_changed',
  z.object({ memberId: id, from: z.string(), to: z.string() }),
)
export const memberRemoved = defineEvent('member.removed', ofMember)

export const memberInvited = defineEvent(
  'member.invited',
  z.object({ invitationId: id, role: z.string() }),
)
export const invitationRevoked = defineEvent('invitation.revoked', z.object({ invitationId: id }))

export const teamCreated = defineEvent('team.created', z.object({ teamId: id }))
export const teamUpdated = defineEvent(
  'team.updated',
  z.object({ teamId: id, fields: z.array(z.string()) }),
)
export const teamRemoved = defineEvent('team.removed', z.object({ teamId: id }))

export const apiKeyCreated = defineEvent(
  'api_key.created',
  z.object({ apiKeyId: id, scopes: z.array(z.string()) }),
)
export const apiKeyRevoked = defineEvent('api_key.revoked', z.object({ apiKeyId: id }))

export const signInSucceeded = defineEvent(
  'sign_in.succeeded',
  z.object({ memberId: id, sessionId: id }),
)
export const signInFailed = defineEvent('sign_in.failed', ofMember)
export const signInEnded = defineEvent(
  'sign_in.ended',
  z.object({ memberId: id, sessionIds: z.array(id) }),
)
export const resetLinkCreated = defineEvent('password.reset_link_created', ofMember)
export const passwordReset = defineEvent('password.reset', ofMember)
export const passwordChanged = defineEvent('password.changed', ofMember)

export const secondFactorEnabled = defineEvent('second_factor.enabled', ofMember)
export const secondFactorDisabled = defineEvent('second_factor.disabled', ofMember)
/** Taken away by an admin or on the command line. */
export const secondFactorReset = defineEvent('second_factor.reset', ofMember)
export const recoveryCodeUsed = defineEvent('recovery_code.used', ofMember)
export const recoveryCodesRenewed = defineEvent('recovery_code.renewed', ofMember)
export const passkeyAdded = defineEvent('passkey.added', ofMember)
export const passkeyRemoved = defineEvent('passkey.removed', ofMember)
