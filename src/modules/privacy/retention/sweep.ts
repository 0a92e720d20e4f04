import { sql } from 'kysely'
import { type Context, systemContext } from '../../../foundation/server/context.ts'
import { retentions } from '../../../foundation/server/retention.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { forgetCopies } from '../copies/copies.ts'
import { keepTombstones } from '../erasure/keep-tombstones.ts'
import { remindOfRequests } from '../requests/remind.ts'
import { beforeOf, readRetention } from './retention.ts'

const lookMs = 60_000
const everyMs = 3_600_000
/** Of one class in one round; the rest goes in the next, so that no class waits for another for ever. */
const mostSteps = 500

/** One process has the turn for a class and an hour. */
const takeTurn = async (ctx: Context, name: string, now: Date) => {
  const { rows } = await sql`
    insert into retention (workspace_id, class, days, updated_at, updated_by, ran_at)
    values (${ctx.workspaceId}, ${name}, ${retentions().find((one) => one.name === name)!.usualDays}, ${now}, 'usual', ${now})
    on conflict (workspace_id, class) do update set ran_at = ${now}
      where retention.ran_at is null or retention.ran_at < ${new Date(now.getTime() - everyMs)}
    returning class`.execute(ctx.db)
  return rows.length > 0
}

/** Takes away what a workspace keeps no longer; how much of each class. */
export const sweepWorkspace = async (ctx: Context, signal?: AbortSignal) => {
  const removed: Record<string, number> = {}
  for (const { name, days } of await readRetention(ctx)) {
    if (days === null || !(await takeTurn(ctx, name, ctx.now))) continue
    const one = retentions().find((each) => each.name === name)!
    let count = 0
    for (let step = 0; step < mostSteps && !signal?.aborted; step += 1) {
      const gone = await one.sweep(ctx, beforeOf(ctx.now, days))
      count += gone
      if (gone === 0) break
    }
    removed[name] = count
    if (count > 0)
      await sql`update retention set removed_count = removed_count + ${count}
        where workspace_id = ${ctx.workspaceId} and class = ${name}`.execute(ctx.db)
  }
  return removed
}

const round = async (services: Services, signal: AbortSignal) => {
  await forgetCopies(services, { expiredBy: new Date() })
  const workspaces = await services.db.selectFrom('workspace').select('id').execute()
  for (const { id } of workspaces) {
    if (signal.aborted) return
    await sweepWorkspace(systemContext(services, id, 'retention'), signal)
    await remindOfRequests(systemContext(services, id, 'privacy'))
  }
}

/** At the start erased people stay erased; then whoever handles requests is told of those due, and what is kept too long goes. */
export const keepPrivacy = (services: Services) => {
  const ending = new AbortController()
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let isKept = false

  const run = () => {
    running = (async () => {
      try {
        if (!isKept) await keepTombstones(services)
        isKept = true
        await round(services, ending.signal)
      } catch (error) {
        services.log.warn(
          { error: (error as Error).message },
          'keeping privacy failed; trying again',
        )
      }
      if (!ending.signal.aborted) timer = setTimeout(run, lookMs)
    })()
  }
  run()
  return {
    stop: async () => {
      ending.abort()
      clearTimeout(timer)
      await running
    },
  }
}
