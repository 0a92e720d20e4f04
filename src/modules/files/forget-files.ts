import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { defineJob, enqueue } from '../../foundation/server/jobs/jobs.ts'
import type { Services } from '../../foundation/server/services.ts'

/** Longer than anybody is between writing bytes and naming them. */
const quietMs = 10_000

/** Bytes that no file of any workspace names any more. False: somebody wrote them just now. */
export const removeBytes = ({ db, files }: Services, sha256: string, quiet = quietMs) =>
  files.remove(sha256, {
    quietMs: quiet,
    isNamed: async () => {
      const { rows } = await sql`select 1 from file where sha256 = ${sha256} limit 1`.execute(db)
      return rows.length > 0
    },
  })

/** Once the rows are gone for good, the bytes go, too. */
export const forgetBytes = defineJob<{ sha256s: string[] }>({
  name: 'forget-bytes',
  run: async ({ sha256s }, { services }) => {
    const settled = await Promise.all(sha256s.map((sha256) => removeBytes(services, sha256)))
    if (settled.includes(false)) throw new Error('written again just now')
  },
})

/** Forgets those of `ids` that no message and no raw input holds any more; their bytes go after the commit. */
export const forgetUnusedFiles = async (ctx: Context, ids: readonly string[]) => {
  if (ids.length === 0) return
  const { rows } = await sql<{ sha256: string }>`
    delete from file f where f.workspace_id = ${ctx.workspaceId} and f.id = any(${[...ids]}::uuid[])
      and not exists (select 1 from message_file m where m.workspace_id = f.workspace_id and m.file_id = f.id)
      and not exists (select 1 from receipt r where r.workspace_id = f.workspace_id and r.file_id = f.id)
    returning sha256`.execute(ctx.db)
  const sha256s = [...new Set(rows.map((row) => row.sha256))]
  if (sha256s.length === 0) return
  await enqueue(ctx, forgetBytes, { sha256s }, { runAt: new Date(Date.now() + quietMs) })
}
