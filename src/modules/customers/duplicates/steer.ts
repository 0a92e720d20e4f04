import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, systemContext } from '../../../foundation/server/context.ts'
import { defineJob, enqueue } from '../../../foundation/server/jobs/jobs.ts'
import type { Loop } from '../../../foundation/server/module.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'
import { silentSeconds } from './progress.ts'
import { searchDuplicates } from './search.ts'

export const findDuplicates = defineJob<{ whole: boolean }>({
  name: 'find-duplicates',
  run: async ({ workspaceId, whole }, { services, signal }) => {
    const ctx = systemContext(services, workspaceId, 'find-duplicates')
    try {
      await searchDuplicates(ctx, { whole, signal })
      // The server stops; whichever starts next goes on.
      if (signal.aborted) await queue(ctx, false)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'duplicate.searching') throw error
      // Another process is at it, or was until it was killed a moment ago: then it is silent by then.
      await queue(ctx, false, new Date(Date.now() + (silentSeconds + 5) * 1000))
    }
  },
})

const queue = (ctx: Context, whole: boolean, runAt?: Date) =>
  enqueue(
    ctx,
    findDuplicates,
    { whole },
    {
      key: `find-duplicates:${ctx.workspaceId}`,
      queue: 'find-duplicates',
      maxAttempts: 3,
      ...(runAt && { runAt }),
    },
  )

export const startDuplicateSearch = async (
  ctx: Context,
  { whole }: z.output<typeof contract.startDuplicateSearch.input>,
) => {
  await queue(ctx, whole)
  return {}
}

/** So long it takes to tell how fast a search is. */
const tellingSeconds = 3

export const getDuplicateSearch = async (ctx: Context) => {
  const row = await ctx.db
    .selectFrom('match_search')
    .select(['state', 'done', 'total', 'done_before', 'resume', 'finished_at'])
    .select(sql<number>`extract(epoch from now() - started_at)::float8`.as('seconds'))
    .select(sql<boolean>`beat_at < now() - make_interval(secs => ${silentSeconds})`.as('is_silent'))
    .where('workspace_id', '=', ctx.workspaceId)
    .executeTakeFirst()
  if (!row)
    return {
      state: 'never' as const,
      done: 0,
      total: 0,
      secondsLeft: null,
      goesOn: false,
      finishedAt: null,
    }
  const { done, total, seconds } = row
  const state = row.state as 'running' | 'done' | 'cancelled' | 'failed'
  const isRunning = state === 'running' && !row.is_silent
  const since = done - row.done_before
  return {
    state: state === 'running' && !isRunning ? 'cancelled' : state,
    done,
    total,
    secondsLeft:
      isRunning && since > 0 && seconds >= tellingSeconds
        ? Math.ceil(((total - done) * seconds) / since)
        : null,
    goesOn: !isRunning && row.resume !== null,
    finishedAt: row.finished_at,
  }
}

/** The search looks every two seconds whether it should stop. */
export const cancelDuplicateSearch = async (ctx: Context) => {
  await ctx.db
    .updateTable('match_search')
    .set({ state: 'cancelled' })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('state', '=', 'running')
    .execute()
  return getDuplicateSearch(ctx)
}

const everyMs = 60 * 60_000

/** Has what changed compared once an hour; a workspace where nothing did costs one question. */
export const searchHourly: Loop = {
  name: 'find-duplicates',
  start: (services) => {
    let running: Promise<unknown> | undefined
    const look = async () => {
      const rows = await services.db.selectFrom('workspace').select('id').limit(1000).execute()
      for (const { id } of rows) await queue(systemContext(services, id, 'find-duplicates'), false)
    }
    const timer = setInterval(() => {
      running ??= look()
        .catch((error: Error) =>
          services.log.warn({ error: error.message }, 'duplicates are looked for later'),
        )
        .finally(() => {
          running = undefined
        })
    }, everyMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await running
      },
    }
  },
}
