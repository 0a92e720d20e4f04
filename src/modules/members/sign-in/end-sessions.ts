import { type RawBuilder, sql } from 'kysely'
import { audit } from '../../../foundation/server/audit.ts'
import type { Context } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { tellEnded } from '../access-ended.ts'
import { signInEnded } from '../events.ts'
import { actorIn, membershipsOf } from './accounts.ts'

/**
 * Ends the sessions that a condition on `auth.session` names, and what they have open, in the caller's transaction.
 * Returns how many.
 */
export const endSessionsIn = async (ctx: Context, which: RawBuilder<unknown>): Promise<number> => {
  const { db, services, network } = ctx
  const { rows } = await sql<{ id: string; userId: string }>`
    delete from auth.session where ${which} returning id, "userId"`.execute(db)
  for (const [userId, ended] of Map.groupBy(rows, (row) => row.userId)) {
    const sessionIds = ended.map(({ id }) => id)
    for (const mine of await membershipsOf(services, userId, db)) {
      const inside = { ...mine, network, actor: actorIn(ctx, mine) }
      await record(inside, signInEnded, {}, { memberId: mine.actor.id, sessionIds })
      await audit(inside, 'sign_in.ended', {
        object: { type: 'member', id: mine.actor.id },
        facts: { count: sessionIds.length },
      })
    }
  }
  await tellEnded(
    db,
    rows.map(({ id }) => ({ type: 'session', id })),
  )
  return rows.length
}
