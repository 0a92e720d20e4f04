import { sql } from 'kysely'
import { isGone } from '../../foundation/server/alive.ts'
import { systemContext } from '../../foundation/server/context.ts'
import { defineJob, enqueue } from '../../foundation/server/jobs/jobs.ts'
import type { Loop } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'
import { runImport } from './running/run-import.ts'
import { removeFile } from './store.ts'
import { runUndo } from './undo/run-undo.ts'

/** Whatever is to be done of an import: nothing where it is done, or another process is at it. */
export const importJob = defineJob<{ importId: string }>({
  name: 'import',
  run: async ({ workspaceId, importId }, { services, signal }) => {
    await runImport(services, { workspaceId, importId }, signal)
    await runUndo(services, { workspaceId, importId }, signal)
  },
})

const lookMs = 3000
const mostAtOnce = 20
const sweepEveryMs = 3_600_000
/** The file serves to go on; the lines that failed serve to be mended. */
const fileDays = 7
const problemDays = 90

/** Has imports gone on with whose process died or was stopped, and forgets files and lines that served their time. */
export const keepImports: Loop = {
  name: 'imports',
  start: (services) => {
    let sweptAt = 0
    let looking: Promise<unknown> | undefined
    const look = async () => {
      await takeUp(services)
      if (Date.now() - sweptAt < sweepEveryMs) return
      await sweep(services)
      sweptAt = Date.now()
    }
    const timer = setInterval(() => {
      looking ??= look()
        .catch((error) =>
          services.log.warn({ code: error?.code }, 'looking after imports failed; trying again'),
        )
        .finally(() => {
          looking = undefined
        })
    }, lookMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await looking
      },
    }
  },
}

/** The key makes a job that waits already the same one. */
const takeUp = async (services: Services) => {
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    select workspace_id, id from import
    where state in ('running', 'undoing') and coalesce(started_at, created_at) < now() - interval '3 seconds'
      and (runner is null or ${isGone('runner')})
    limit ${mostAtOnce}`.execute(services.db)
  for (const { workspace_id, id } of rows)
    await enqueue(
      systemContext(services, workspace_id, 'imports'),
      importJob,
      { importId: id },
      { key: `import:${id}` },
    )
}

export const sweep = async (services: Services) => {
  const { rows } = await sql<{ workspace_id: string; id: string; begun: boolean }>`
    select workspace_id, id, started_at is not null as begun from import
    where file_removed_at is null and state not in ('running', 'undoing')
      and coalesce(finished_at, created_at) < now() - make_interval(days => ${fileDays})
    limit 100`.execute(services.db)
  for (const { workspace_id, id, begun } of rows) {
    await removeFile(services, id)
    await (begun
      ? sql`update import set file_removed_at = now() where workspace_id = ${workspace_id} and id = ${id}`
      : sql`delete from import where workspace_id = ${workspace_id} and id = ${id} and started_at is null`
    ).execute(services.db)
  }
  await sql`delete from import_problem where (workspace_id, import_id, row, place) in (
      select p.workspace_id, p.import_id, p.row, p.place from import i
      join import_problem p on p.workspace_id = i.workspace_id and p.import_id = i.id
      where i.finished_at < now() - make_interval(days => ${problemDays}) limit 20000)`.execute(
    services.db,
  )
}
