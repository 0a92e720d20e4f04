import type { z } from 'zod'
import { type Context, systemContext } from '../../../foundation/server/context.ts'
import { defineJob, enqueue } from '../../../foundation/server/jobs/jobs.ts'
import type { Loop } from '../../../foundation/server/module.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'
import { searchDuplicates } from './search.ts'

export const findDuplicates = defineJob<{ whole: boolean }>({
  name: 'find-duplicates',
  run: async ({ workspaceId, whole }, { services, signal }) => {
    try {
      await searchDuplicates(systemContext(services, workspaceId, 'find-duplicates'), {
        whole,
        signal,
      })
    } catch (error) {
      // Another process is at it already.
      if (!(error instanceof AppError) || error.code !== 'duplicate.searching') throw error
    }
  },
})

const queue = (ctx: Context, whole: boolean) =>
  enqueue(
    ctx,
    findDuplicates,
    { whole },
    { key: `find-duplicates:${ctx.workspaceId}`, queue: 'find-duplicates', maxAttempts: 3 },
  )

export const startDuplicateSearch = async (
  ctx: Context,
  { whole }: z.output<typeof contract.startDuplicateSearch.input>,
) => {
  await queue(ctx, whole)
  return {}
}

export const getDuplicateSearch = async (ctx: Context) => {
  const row = await ctx.db
    .selectFrom('match_search')
    .select(['state', 'done', 'total', 'finished_at'])
    .where('workspace_id', '=', ctx.workspaceId)
    .executeTakeFirst()
  return {
    state: (row?.state ?? 'never') as 'never' | 'running' | 'done' | 'cancelled' | 'failed',
    done: row?.done ?? 0,
    total: row?.total ?? 0,
    finishedAt: row?.finished_at ?? null,
  }
}

/** The search looks every few hundred customers whether it should stop. */
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
