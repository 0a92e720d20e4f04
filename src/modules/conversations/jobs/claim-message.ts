import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'

export type Waiting = {
  id: string
  conversation_id: string
  thread_id: string
  customer_id: string
  channel: string
  connection_id: string
  state: 'queued' | 'sending'
  attempts: number
  marketing: boolean
  handed_at: Date | null
  claim_id: string | null
  created_at: Date
}

/** A message that is still to be sent, or whose sending broke off; with `lock`, nobody else changes it meanwhile. */
export const findWaiting = async (
  ctx: Context,
  messageId: string,
  { lock = false } = {},
): Promise<Waiting | undefined> => {
  const { rows } = await sql<Waiting>`
    select m.id, m.conversation_id, m.thread_id, c.customer_id, m.channel, t.connection_id, m.state, m.attempts,
      m.marketing, m.handed_at, m.claim_id, m.created_at
    from message m
    join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where m.workspace_id = ${ctx.workspaceId} and m.id = ${messageId} and m.direction = 'out'
      and m.state in ('queued', 'sending') ${lock ? sql`for update of m` : sql``}`.execute(ctx.db)
  return rows[0]
}

/** Taken over for one attempt, which alone may speak for it from now on. */
export type Claimed = Waiting & { claim_id: string }

/**
 * Marks it as being sent. Whoever had it before can no longer hand it over. Nothing, once it was sent or taken back;
 * `doubtful` when an earlier attempt may have handed it over, which is then left as it stands.
 */
export const claimMessage = (ctx: Context, messageId: string, mayRepeat: boolean) =>
  inTransaction(ctx, async (ctx): Promise<Claimed | 'doubtful' | undefined> => {
    const found = await findWaiting(ctx, messageId, { lock: true })
    if (!found) return undefined
    if (found.handed_at && (found.marketing || !mayRepeat)) return 'doubtful'
    const claim = newId()
    const attempts = found.attempts + 1
    await ctx.db
      .updateTable('message')
      .set({ state: 'sending', claim_id: claim, attempts, due_at: null })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', messageId)
      .execute()
    return { ...found, state: 'sending', claim_id: claim, attempts }
  })

/** Committed before the outcome can become unknowable. Throws when another attempt has taken it over. */
export const markHandingOver = async (ctx: Context, { id, claim_id }: Claimed) => {
  const marked = await ctx.db
    .updateTable('message')
    .set({ handed_at: new Date() })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('claim_id', '=', claim_id)
    .where('state', '=', 'sending')
    .returning('id')
    .executeTakeFirst()
  if (!marked) throw new Error('another attempt has taken this message over')
}
