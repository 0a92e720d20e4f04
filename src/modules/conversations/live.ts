import { type Kysely, sql } from 'kysely'
import { type Context, fullSight } from '../../foundation/server/context.ts'
import { often } from '../../foundation/server/database/prepare-often.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { formatPosition, parsePosition } from '../../foundation/server/events/position.ts'
import { type LogEvent, readLog } from '../../foundation/server/events/read-log.ts'
import { type Http, sent } from '../../foundation/server/http/route.ts'
import type { Hydrate } from '../../foundation/server/live/hub.ts'
import { openStream } from '../../foundation/server/live/stream.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { closeWhenEnded, isLimited } from '../members/index.ts'
import { changesSight, noteTeams, showNowTo, showTo } from './live-sight.ts'
import { type MessageRow, selectMessages, showMessage } from './queries/show-message.ts'

const showEvent = (event: LogEvent, epoch: number) => ({
  position: formatPosition({ epoch, tx: event.tx, number: event.number }),
  at: event.at.toISOString(),
  kind: event.kind,
  actor: { type: event.actorType, id: event.actorId },
  customerId: event.customerId,
  conversationId: event.conversationId,
  threadId: event.threadId,
  messageId: event.messageId,
  facts: event.facts,
})

/** Streams of limited viewers in this process: only for them it matters whose an event is. */
let limitedStreams = 0

/** Of a few workspaces and any number of ids, by their key. */
const readMessages = async (
  db: Kysely<Database>,
  events: readonly LogEvent[],
  ids: readonly string[],
) => {
  const workspaceIds = [...new Set(events.map((event) => event.workspaceId))]
  const wanted = selectMessages({ db })
    .where(sql<boolean>`message.workspace_id = any(${workspaceIds}::uuid[])`)
    .where(sql<boolean>`message.id = any(${[...ids]}::uuid[])`)
  return (await sql<MessageRow>`${often} ${wanted}`.execute(db)).rows
}

/** Adds the message that an event tells of, for all events of a batch in one query. */
export const hydrate: Hydrate = async (db, events) => {
  const ids = [...new Set(events.flatMap((event) => event.messageId ?? []))]
  const rows = ids.length === 0 ? [] : await readMessages(db, events, ids)
  if (limitedStreams > 0) await noteTeams(db, events)
  const messages = new Map(
    rows.map((row) => [row.workspace_id + row.id, showMessage(row, fullSight)]),
  )
  return events.map((event) => {
    const message = event.messageId ? messages.get(event.workspaceId + event.messageId) : undefined
    return {
      event,
      body: { ...showEvent(event, 0), position: undefined, ...(message ? { message } : {}) },
    }
  })
}

/** What staff see of their workspace: all, or what their teams handle. */
export const stream = async (ctx: Context, _input: unknown, { request, reply }: Http) => {
  const { hub } = ctx.services
  if (!hub) throw new AppError('unavailable', 'stream.elsewhere')
  // Who is signed out everywhere stops hearing at once.
  reply.raw.once(
    'close',
    closeWhenEnded(request, () => reply.raw.end()),
  )
  let isOver = false
  if (isLimited(ctx)) {
    limitedStreams += 1
    reply.raw.once('close', () => {
      limitedStreams -= 1
    })
  }
  await openStream(hub, request, reply, {
    workspaceId: ctx.workspaceId,
    show: (item) => {
      if (isOver) return undefined
      isOver = changesSight(ctx, item.event)
      // The desk comes back from this place, as who it is now.
      if (isOver) process.nextTick(() => reply.raw.end())
      return showTo(ctx, item)
    },
    showNow: (news) => showNowTo(ctx, news),
  })
  return sent
}

/** The log as a list; the same positions as the stream's ids. Errors: `input.bad_cursor`. */
export const listEvents = async (
  ctx: Context,
  { after, limit }: { after?: string | undefined; limit: number },
) => {
  const { rows } = await sql<{ epoch: number }>`select epoch from log_epoch`.execute(ctx.db)
  const { epoch } = rows[0]!
  const from = after === undefined ? { epoch, tx: 0n, number: 0n } : parsePosition(after)
  if (!from || from.epoch !== epoch) throw new AppError('invalid', 'input.bad_cursor')
  const events = await readLog(ctx.db, from, { limit, workspaceId: ctx.workspaceId })
  const last = events.at(-1)
  const next =
    last && events.length === limit
      ? formatPosition({ epoch, tx: last.tx, number: last.number })
      : null
  if (isLimited(ctx)) await noteTeams(ctx.db, events)
  const data = events.flatMap((event) => {
    const seen = showTo(ctx, { event, body: showEvent(event, epoch) })
    if (!seen) return []
    const whole = showEvent({ ...event, kind: seen.kind }, epoch)
    return [seen.kind === event.kind ? whole : { ...whole, customerId: null, facts: {} }]
  })
  return { data, next }
}
