import { randomBytes } from 'node:crypto'
import type { Context } from '../../../foundation/server/context.ts'

/** Makes the workspace's hash key, once; it is never changed, so that a hashed value stays the same for ever. */
export const ensureHashKey = async (ctx: Context) => {
  await ctx.db
    .insertInto('tracking_key')
    .values({
      workspace_id: ctx.workspaceId,
      hash_key: ctx.services.seal.close(randomBytes(32).toString('base64url')),
      created_at: ctx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The sealed key; null before any rule needed one. */
export const findHashKey = async (ctx: Context): Promise<string | null> => {
  const row = await ctx.db
    .selectFrom('tracking_key')
    .select('hash_key')
    .where('workspace_id', '=', ctx.workspaceId)
    .executeTakeFirst()
  return row?.hash_key ?? null
}
