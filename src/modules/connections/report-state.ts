import { sql } from 'kysely'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import type { Services } from '../../foundation/server/services.ts'
import { connectionRecovered, connectionStateChanged } from './events.ts'

type Reported = { ok: true } | { ok: false; code: string; detail?: string }
type Watched = { workspace_id: string; id: string; channel: string }

/** Shown on the connection; the log hears of changes only. */
export const reportState = async (services: Services, row: Watched, reported: Reported) => {
  if (reported.ok && (await noteRead(services, row))) return
  const ctx = systemContext(services, row.workspace_id, 'watch-connections')
  const state = reported.ok ? 'ok' : 'failing'
  const code = reported.ok ? null : reported.code
  await inTransaction(ctx, async (ctx) => {
    const before = await ctx.db
      .selectFrom('connection')
      .select(['state', 'problem_code', 'stalled_at'])
      .where('workspace_id', '=', row.workspace_id)
      .where('id', '=', row.id)
      .where('state', '<>', 'paused')
      .forUpdate()
      .executeTakeFirst()
    if (!before) return
    const isNew = before.state !== state || before.problem_code !== code
    const recovers = reported.ok && before.stalled_at !== null
    if (!isNew && !recovers) return
    await ctx.db
      .updateTable('connection')
      .set({
        state,
        problem_code: code,
        problem_detail: reported.ok ? null : (reported.detail?.slice(0, 500) ?? null),
        ...(isNew ? { state_at: ctx.now } : {}),
        ...(reported.ok ? { read_at: ctx.now, stalled_at: null } : {}),
      })
      .where('workspace_id', '=', row.workspace_id)
      .where('id', '=', row.id)
      .execute()
    const facts = { connectionId: row.id, channel: row.channel }
    if (isNew) await record(ctx, connectionStateChanged, {}, { ...facts, state, code })
    if (recovers) await record(ctx, connectionRecovered, {}, facts)
  })
}

/** The usual case in one statement: nothing changed but the time. False when there is more to say. */
const noteRead = async ({ db }: Services, row: Watched) => {
  const { numAffectedRows } = await sql`update connection set read_at = now()
    where workspace_id = ${row.workspace_id} and id = ${row.id}
      and state = 'ok' and problem_code is null and stalled_at is null`.execute(db)
  return (numAffectedRows ?? 0n) > 0n
}
