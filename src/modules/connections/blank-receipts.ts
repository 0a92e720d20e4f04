import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { forgetUnusedFiles, storeFiles } from '../files/index.ts'

/**
 * Takes away what came in, and keeps that it came: its place in the mailbox stays known, so that no comparison with the
 * mailbox brings it in again. Inside the caller's transaction.
 */
export const blankReceipts = async (ctx: Context, ids: readonly string[]) => {
  if (ids.length === 0) return
  const { rows } = await sql<{ id: string; file_id: string }>`select id, file_id from receipt
    where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[]) for update`.execute(
    ctx.db,
  )
  // Each its own, for no two of a mailbox may be the same.
  const stubs = await storeFiles(
    ctx,
    rows.map(({ id }) => ({
      name: 'erased.txt',
      type: 'text/plain',
      bytes: Buffer.from(`erased ${id}\n`),
    })),
  )
  await sql`update receipt r set file_id = s.file_id, sha256 = s.sha256, message_id = null, problem_detail = null,
      state = case when r.state = 'parsed' then 'parsed' else 'ignored' end
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${stubs.map(({ id }) => id)}::uuid[],
      ${stubs.map(({ sha256 }) => sha256)}::text[]) as s (id, file_id, sha256)
    where r.workspace_id = ${ctx.workspaceId} and r.id = s.id`.execute(ctx.db)
  await forgetUnusedFiles(
    ctx,
    rows.map((row) => row.file_id),
  )
}
