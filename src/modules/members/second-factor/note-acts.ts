import { audit } from '../../../foundation/server/audit.ts'
import type { Context } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { networkOf } from '../../../foundation/server/network-of.ts'
import {
  passkeyAdded,
  passkeyRemoved,
  passwordChanged,
  passwordReset,
  recoveryCodesRenewed,
  recoveryCodeUsed,
  secondFactorDisabled,
  secondFactorEnabled,
  secondFactorReset,
} from '../events.ts'
import { actorIn, membershipsOf } from '../sign-in/accounts.ts'

/** What each act is called in the audit log, and its event. */
const acts = {
  'password.changed': passwordChanged,
  'password.reset': passwordReset,
  'two_factor.turned_on': secondFactorEnabled,
  'two_factor.turned_off': secondFactorDisabled,
  'two_factor.reset': secondFactorReset,
  'two_factor.codes_renewed': recoveryCodesRenewed,
  'two_factor.code_used': recoveryCodeUsed,
  'passkey.added': passkeyAdded,
  'passkey.removed': passkeyRemoved,
}

/**
 * Tells every workspace that an account is in what became of its way to sign in, as log and audit entry; in the caller's
 * transaction. By the member themselves unless `ctx` acts in one of the workspaces.
 */
export const noteAct = async (
  ctx: Context,
  userId: string,
  act: keyof typeof acts,
  { ip }: { ip?: string } = {},
) => {
  const network = ip ? networkOf(ip) : ctx.network
  for (const mine of await membershipsOf(ctx.services, userId, ctx.db)) {
    const inside = { ...mine, network, actor: actorIn(ctx, mine) }
    const memberId = mine.actor.id
    await record(inside, acts[act], {}, { memberId })
    await audit(inside, act, { object: { type: 'member', id: memberId } })
  }
}
