import { createHash } from 'node:crypto'
import { AppError } from '../../shared/app-error.ts'
import { type Context, inTransaction } from '../context.ts'

/**
 * Runs `work` once per (workspace, actor, key): key and effects commit together, so a repeat finds
 * either both or nothing. Errors: `idempotency.reused` when the key came with another request.
 */
export const once = (
  ctx: Context,
  key: string,
  request: unknown,
  work: (ctx: Context) => Promise<unknown>,
) => {
  if (key.length > 200) throw new AppError('invalid', 'idempotency.key_too_long')
  const actor = `${ctx.actor.type}:${ctx.actor.id}`
  const hash = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  return inTransaction(ctx, async (ctx) => {
    const mine = { workspace_id: ctx.workspaceId, actor, key }
    // A concurrent repeat waits here for the first to commit or roll back.
    const claimed = await ctx.db
      .insertInto('idempotency_key')
      .values({ ...mine, request_hash: hash, created_at: ctx.now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .executeTakeFirst()
    if (!claimed) {
      const earlier = await ctx.db
        .selectFrom('idempotency_key')
        .select(['request_hash', 'body'])
        .where((key) => key.and(mine))
        .executeTakeFirstOrThrow()
      if (earlier.request_hash !== hash) throw new AppError('conflict', 'idempotency.reused')
      return earlier.body
    }
    const body = await work(ctx)
    await ctx.db
      .updateTable('idempotency_key')
      .set({ status: 200, body: JSON.stringify(body) })
      .where((key) => key.and(mine))
      .execute()
    return body
  })
}
