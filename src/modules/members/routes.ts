import { route } from '../../foundation/server/http/route.ts'
import * as workspaces from '../workspaces/contract.ts'
import { createApiKey } from './api-keys/create-api-key.ts'
import { listApiKeys } from './api-keys/list-api-keys.ts'
import { revokeApiKey } from './api-keys/revoke-api-key.ts'
import { removeMember, updateMember } from './change-members.ts'
import * as contract from './contract.ts'
import { acceptInvitation, getInvitation } from './invitations/accept-invitation.ts'
import { inviteMember } from './invitations/invite-member.ts'
import { listInvitations } from './invitations/list-invitations.ts'
import { revokeInvitation } from './invitations/revoke-invitation.ts'
import { listMembers } from './list-members.ts'
import { getMe, updateMe } from './me.ts'
import * as passkeys from './passkeys/contract.ts'
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
} from './passkeys/own-passkeys.ts'
import { beginPasskeySignIn, signInByPasskey } from './passkeys/sign-in-by-passkey.ts'
import * as second from './second-factor/contract.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  disableSecondFactor,
  getSecondFactor,
  renewOwnRecoveryCodes,
} from './second-factor/own-second-factor.ts'
import { resetSecondFactor } from './second-factor/reset-second-factor.ts'
import { beginAtDoor, confirmAtDoor, enterCode } from './second-factor/sign-in-second-factor.ts'
import { completeSetup } from './setup/complete-setup.ts'
import { isSetupOpen } from './setup/setup-code.ts'
import { changePassword } from './sign-in/change-password.ts'
import { createResetLink, requestReset, resetPassword } from './sign-in/reset-password.ts'
import { listSessions, prolongSession, revokeSession } from './sign-in/sessions.ts'
import { signIn } from './sign-in/sign-in.ts'
import { signOut } from './sign-in/sign-out.ts'
import { createTeam, removeTeam, updateTeam } from './teams/change-teams.ts'
import { listTeams } from './teams/list-teams.ts'

/** An answer that holds a secret or sets a cookie is never kept for a repeat of the request. */
const once = { outsideTransaction: true }

export const routes = [
  route(workspaces.getSetup, async ({ db }) => ({ open: await isSetupOpen(db) })),
  route(workspaces.completeSetup, completeSetup, once),

  route(contract.signIn, signIn, once),
  route(contract.signOut, (ctx, _input, http) => signOut(ctx, http), once),
  route(contract.requestReset, requestReset, once),
  route(contract.createResetLink, createResetLink, once),
  route(contract.resetPassword, resetPassword, once),
  route(contract.listSessions, (ctx, _input, { request }) => listSessions(ctx, request)),
  route(contract.revokeSession, revokeSession),

  route(second.changePassword, changePassword, once),

  route(second.enterCode, enterCode, once),
  route(second.beginAtDoor, beginAtDoor, once),
  route(second.confirmAtDoor, confirmAtDoor, once),
  route(second.getSecondFactor, (ctx) => getSecondFactor(ctx)),
  route(second.beginSecondFactor, beginSecondFactor, once),
  route(second.confirmSecondFactor, confirmSecondFactor, once),
  route(second.disableSecondFactor, disableSecondFactor, once),
  route(second.renewRecoveryCodes, renewOwnRecoveryCodes, once),
  route(second.resetSecondFactor, resetSecondFactor),

  route(passkeys.listPasskeys, (ctx) => listPasskeys(ctx)),
  route(passkeys.beginPasskey, beginPasskey, once),
  route(passkeys.addPasskey, addPasskey, once),
  route(passkeys.renamePasskey, renamePasskey),
  route(passkeys.removePasskey, removePasskey),
  route(passkeys.beginPasskeySignIn, beginPasskeySignIn, once),
  route(passkeys.signInByPasskey, signInByPasskey, once),

  route(contract.getMe, async (ctx, _input, http) => {
    const me = await getMe(ctx)
    await prolongSession(ctx, http)
    return me
  }),
  route(contract.updateMe, updateMe),
  route(contract.listMembers, listMembers),
  route(contract.updateMember, updateMember),
  route(contract.removeMember, removeMember),

  route(contract.inviteMember, inviteMember, once),
  route(contract.listInvitations, listInvitations),
  route(contract.revokeInvitation, revokeInvitation),
  route(contract.getInvitation, getInvitation),
  route(contract.acceptInvitation, acceptInvitation, once),

  route(contract.listTeams, listTeams),
  route(contract.createTeam, createTeam),
  route(contract.updateTeam, updateTeam),
  route(contract.removeTeam, removeTeam),

  route(contract.listApiKeys, listApiKeys),
  route(contract.createApiKey, createApiKey, once),
  route(contract.revokeApiKey, revokeApiKey),
]
