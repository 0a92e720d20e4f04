import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { connectionSendingChanged } from './events.ts'

/** So many in a row, and the provider is left alone for a while. */
const mostFailures = 3
const firstPauseSeconds = 30
const longestPauseSeconds = 600
/** One that tries it again and is never heard of holds others up no longer than this. */
const trialSeconds = 120

/** Jobs that send by one connection follow each other in this queue. */
export const sendQueueOf = (connectionId: string) => `send:${connectionId}`

export type Admission = { go: true } | { go: false; code: string; until: Date }

/**
 * Whether a message may be tried by this connection now. While its circuit is open nothing is; when its time has come,
 * one message tries whether the provider is back, and the others wait for what it learns.
 */
export const admitSend = async (ctx: Context, connectionId: string): Promise<Admission> => {
  const admission = await lookAtCircuit(ctx, connectionId)
  if (admission === 'closed') return { go: true }
  if (admission.until <= ctx.now && (await beginTrial(ctx, connectionId))) return { go: true }
  const soonest = new Date(ctx.now.getTime() + 1000)
  return { ...admission, until: admission.until > soonest ? admission.until : soonest }
}

/**
 * Until when a message has to wait for the provider. Whoever closes the circuit meanwhile waits for the caller's
 * transaction, and so finds what it puts off.
 */
export const holdSend = async (ctx: Context, connectionId: string): Promise<Date | undefined> => {
  const admission = await lookAtCircuit(ctx, connectionId, { lock: true })
  return admission === 'closed' ? undefined : admission.until
}

const lookAtCircuit = async (ctx: Context, connectionId: string, { lock = false } = {}) => {
  const found = await ctx.db
    .selectFrom('connection_circuit')
    .select(['state', 'next_try_at'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', connectionId)
    .$if(lock, (query) => query.forShare())
    .executeTakeFirst()
  if (!found || found.state === 'closed') return 'closed'
  return { go: false as const, code: 'send.provider_down', until: found.next_try_at ?? ctx.now }
}

const beginTrial = (ctx: Context, connectionId: string) =>
  inTransaction(ctx, async (ctx) => {
    const { rows } = await sql`
      update connection_circuit set state = 'half-open',
        next_try_at = ${new Date(ctx.now.getTime() + trialSeconds * 1000)}::timestamptz
      where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId}
        and state <> 'closed' and next_try_at <= ${ctx.now}::timestamptz
      returning connection_id`.execute(ctx.db)
    if (rows.length > 0) await tell(ctx, connectionId, 'half-open', null)
    return rows.length > 0
  })

/** The provider answered, whatever it said of the message: what waited for it is due now. */
export const noteProviderUp = async (ctx: Context, connectionId: string) => {
  const known = await ctx.db
    .selectFrom('connection_circuit')
    .select('state')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where((eb) => eb.or([eb('failures', '>', 0), eb('state', '<>', 'closed')]))
    .executeTakeFirst()
  // As nearly always: nothing to write for a provider that works.
  if (known) await closeCircuit(ctx, connectionId)
}

export const closeCircuit = (ctx: Context, connectionId: string) =>
  inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{ was: string }>`
      with before as (select state from connection_circuit
        where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId} for update)
      update connection_circuit set state = 'closed', failures = 0, openings = 0, reason_code = null,
        reason_detail = null, next_try_at = null,
        since = case when connection_circuit.state = 'closed' then since else ${ctx.now}::timestamptz end
      from before where workspace_id = ${ctx.workspaceId} and connection_id = ${connectionId}
      returning before.state as was`.execute(ctx.db)
    if (!rows[0] || rows[0].was === 'closed') return
    await tell(ctx, connectionId, 'closed', null)
    await makeSendsDue(ctx, connectionId)
  })

/** What waits to be sent by this connection waits no longer. */
export const makeSendsDue = (ctx: Context, connectionId: string) =>
  sql`select graphile_worker.reschedule_jobs(array(
      select j.id from graphile_worker.jobs j where j.queue_name = ${sendQueueOf(connectionId)}
        and j.locked_at is null and j.run_at > now()
        -- Not what its author may still take back.
        and not exists (select 1 from message m where m.workspace_id = ${ctx.workspaceId} and m.state = 'queued'
          and 'send:' || m.id = j.key and m.due_at > ${ctx.now}::timestamptz)
      order by j.id limit 1000), run_at := now())`.execute(ctx.db)

export type Trouble = { code: string; detail?: string | undefined; atOnce?: boolean }

/** The provider could not be used. Until when to leave it alone, if it is by now. */
export const noteProviderDown = (ctx: Context, connectionId: string, trouble: Trouble) =>
  inTransaction(ctx, async (ctx): Promise<Date | undefined> => {
    await sql`insert into connection_circuit (workspace_id, connection_id, state, since)
      values (${ctx.workspaceId}, ${connectionId}, 'closed', ${ctx.now}) on conflict do nothing`.execute(
      ctx.db,
    )
    const before = await ctx.db
      .selectFrom('connection_circuit')
      .selectAll()
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', connectionId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const failures = before.failures + 1
    const opens = before.state !== 'closed' || trouble.atOnce || failures >= mostFailures
    const until = opens ? pauseAfter(ctx, before.openings) : null
    await ctx.db
      .updateTable('connection_circuit')
      .set({
        failures,
        reason_code: trouble.code,
        reason_detail: trouble.detail?.slice(0, 500) ?? null,
        ...(opens
          ? { state: 'open', openings: before.openings + 1, next_try_at: until }
          : { next_try_at: null }),
        ...(opens && before.state === 'closed' ? { since: ctx.now } : {}),
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', connectionId)
      .execute()
    if (opens && before.state !== 'open') await tell(ctx, connectionId, 'open', trouble.code)
    return until ?? undefined
  })

/** With jitter, so that many connections of one provider do not come back at once. */
const pauseAfter = (ctx: Context, openings: number) => {
  const seconds = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** Math.min(openings, 10))
  return new Date(ctx.now.getTime() + 1000 * seconds * (0.8 + Math.random() * 0.4))
}

const tell = (ctx: Context, connectionId: string, state: string, code: string | null) =>
  record(ctx, connectionSendingChanged, {}, { connectionId, state, code })
