import type { Context } from '../../foundation/server/context.ts'
import { tellNow } from '../../foundation/server/events/wake.ts'
import { type Http, sent } from '../../foundation/server/http/route.ts'
import {
  topicOfActor,
  topicOfIdentifier,
  topicOfThread,
} from '../../foundation/server/live/room.ts'
import { openStream } from '../../foundation/server/live/stream.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { ownThreads, provedDevices } from './own-threads.ts'
import { type FullMessage, showVisitorMessage } from './show-visitor-message.ts'
import { slowDown } from './slow-down.ts'
import { visitorOf } from './visitor-session.ts'

const shown = new Set(['message.received', 'message.sent', 'message.files_scanned'])
/** One that waits to be sent may still be taken back. */
const isOut = (message: unknown) =>
  ['received', 'sent'].includes((message as { state: string }).state)

/** Messages of the visitor's own threads as they are committed, and that somebody is writing. */
export const streamVisitor = async (ctx: Context, _input: unknown, { request, reply }: Http) => {
  const { hub } = ctx.services
  if (!hub) throw new AppError('unavailable', 'stream.elsewhere')
  const visitor = visitorOf(request)
  const [threads, devices] = await Promise.all([
    ownThreads(ctx, visitor),
    provedDevices(ctx, visitor),
  ])
  const mine = new Set([visitor.id, ...devices])
  const topics = new Set([
    ...[...mine].map((id) => topicOfActor('visitor', id)),
    ...threads.map(topicOfThread),
    ...(visitor.proved_identifier_id ? [topicOfIdentifier(visitor.proved_identifier_id)] : []),
  ])
  /** Who proves, or stops being, the same person changes what may be seen: it is read afresh, and followed anew. */
  const beginAgain = () => {
    reply.raw.write('event: reset\ndata: {}\n\n')
    reply.raw.end()
  }
  const isOfMine = (news: Record<string, unknown>) =>
    mine.has(String(news.visitorId)) || news.identifierId === visitor.proved_identifier_id
  await openStream(
    hub,
    request,
    reply,
    {
      workspaceId: ctx.workspaceId,
      topics,
      show: ({ event, body }) => {
        if (!event.threadId) return undefined
        const topic = topicOfThread(event.threadId)
        // The first message, also from another proved device, starts a thread that this stream is about.
        const isBegun = event.actorType === 'visitor' && mine.has(event.actorId)
        // So does a mail from, or to, the address that the visitor proved.
        if (isBegun || topics.has(topicOfIdentifier(String(event.facts.threadOf))))
          topics.add(topic)
        if (!shown.has(event.kind) || !topics.has(topic) || !body.message) return undefined
        if (event.kind === 'message.files_scanned' && !isOut(body.message)) return undefined
        return { kind: 'message', body: showVisitorMessage(body.message as FullMessage) }
      },
      showNow: (news) => {
        if (news.kind === 'proved' && isOfMine(news)) setImmediate(beginAgain)
        return news.for === 'visitor' && topics.has(topicOfThread(String(news.threadId)))
          ? { typing: true }
          : undefined
      },
    },
    request.headers.origin,
  )
  return sent
}

/** Shown to staff at the conversation; never stored. */
export const tellTyping = async (ctx: Context, _input: unknown, { request }: Http) => {
  const visitor = visitorOf(request)
  slowDown(ctx, `typing:${visitor.id}`, 10, 60)
  const [threadId] = await ownThreads(ctx, { ...visitor, proved_identifier_id: null })
  if (!threadId) return {}
  const thread = await ctx.db
    .selectFrom('thread')
    .innerJoin('conversation', (join) =>
      join
        .onRef('conversation.workspace_id', '=', 'thread.workspace_id')
        .onRef('conversation.id', '=', 'thread.conversation_id'),
    )
    .select(['conversation_id', 'team_id'])
    .where('thread.workspace_id', '=', ctx.workspaceId)
    .where('thread.id', '=', threadId)
    .executeTakeFirst()
  if (thread)
    tellNow({
      workspaceId: ctx.workspaceId,
      kind: 'typing',
      threadId,
      conversationId: thread.conversation_id,
      teamId: thread.team_id,
    })
  return {}
}
