import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { forgetUnusedFiles } from '../files/index.ts'

const batch = 200

/** Shuts them: nothing more is taken in or sent. */
export const shutConnections = (ctx: Context, ids: readonly string[]) =>
  sql`update connection set removed_at = ${ctx.now}, state = 'paused'
    where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[]) and removed_at is null`.execute(
    ctx.db,
  )

/** Takes connections away with the raw input they got; messages and visitors of theirs must be gone already. */
export const forgetConnections = async (ctx: Context, ids: readonly string[]) => {
  while (await forgetReceipts(ctx, ids));
  await sql`delete from connection_tally where workspace_id = ${ctx.workspaceId}
    and connection_id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  await sql`delete from connection where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[])`.execute(
    ctx.db,
  )
}

/** Whether there may be more. */
const forgetReceipts = (ctx: Context, connectionIds: readonly string[]) =>
  inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{
      file_id: string
    }>`delete from receipt where (workspace_id, id) in (
        select workspace_id, id from receipt
        where workspace_id = ${ctx.workspaceId} and connection_id = any(${[...connectionIds]}::uuid[]) limit ${batch})
      returning file_id`.execute(ctx.db)
    await forgetUnusedFiles(
      ctx,
      rows.map((row) => row.file_id),
    )
    return rows.length === batch
  })
