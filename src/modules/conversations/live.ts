import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { formatPosition, parsePosition } from '../../foundation/server/events/position.ts'
import { type LogEvent, readLog } from '../../foundation/server/events/read-log.ts'
import { type Http, sent } from '../../foundation/server/http/route.ts'
import type { Hydrate } from '../../foundation/server/live/hub.ts'
import { openStream } from '../../foundation/server/live/stream.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { closeWhenEnded } from '../members/index.ts'
import { selectMessages, showMessage } from './queries/show-message.ts'

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

/** Adds the message that an event tells of, for all events of a batch in one query. */
export const hydrate: Hydrate = async (db, events) => {
  const ids = [...new Set(events.flatMap((event) => event.messageId ?? []))]
  const rows =
    ids.length === 0 ? [] : await selectMessages({ db }).where('message.id', 'in', ids).execute()
  const messages = new Map(rows.map((row) => [row.workspace_id + row.id, showMessage(row)]))
  return events.map((event) => {
    const message = event.messageId ? messages.get(event.workspaceId + event.messageId) : undefined
    return {
      event,
      body: { ...showEvent(event, 0), position: undefined, ...(message ? { message } : {}) },
    }
  })
}

/** What staff see: all of their workspace. */
export const stream = async (ctx: Context, _input: unknown, { request, reply }: Http) => {
  const { hub } = ctx.services
  if (!hub) throw new AppError('unavailable', 'stream.elsewhere')
  // Who is signed out everywhere stops hearing at once.
  reply.raw.once(
    'close',
    closeWhenEnded(request, () => reply.raw.end()),
  )
  await openStream(hub, request, reply, {
    workspaceId: ctx.workspaceId,
    show: ({ event, body }) => ({ kind: event.kind, body }),
    showNow: (news) => (news.for === 'visitor' ? undefined : news),
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
  return { data: events.map((event) => showEvent(event, epoch)), next }
}
