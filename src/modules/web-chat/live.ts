import type { Context } from '../../foundation/server/context.ts'
import { tellNow } from '../../foundation/server/events/wake.ts'
import { type Http, sent } from '../../foundation/server/http/route.ts'
import { openStream } from '../../foundation/server/live/stream.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { ownThreads } from './own-threads.ts'
import { type FullMessage, showVisitorMessage } from './show-visitor-message.ts'
import { slowDown } from './slow-down.ts'
import { visitorOf } from './visitor-session.ts'

const shown = new Set(['message.received', 'message.sent'])

/** Messages of the visitor's own threads as they are committed, and that somebody is writing. */
export const streamVisitor = async (ctx: Context, _input: unknown, { request, reply }: Http) => {
  const { hub } = ctx.services
  if (!hub) throw new AppError('unavailable', 'stream.elsewhere')
  const visitor = visitorOf(request)
  const threads = new Set(await ownThreads(ctx, visitor))
  await openStream(
    hub,
    request,
    reply,
    {
      workspaceId: ctx.workspaceId,
      show: ({ event, body }) => {
        // The visitor's first message starts the thread that this stream is about.
        if (event.actorType === 'visitor' && event.actorId === visitor.id && event.threadId)
          threads.add(event.threadId)
        if (
          !shown.has(event.kind) ||
          !event.threadId ||
          !threads.has(event.threadId) ||
          !body.message
        )
          return undefined
        return { kind: 'message', body: showVisitorMessage(body.message as FullMessage) }
      },
      showNow: (news) =>
        news.for === 'visitor' && threads.has(String(news.threadId)) ? { typing: true } : undefined,
    },
    request.headers.origin,
  )
  return sent
}

/** Shown to staff at the conversation; never stored. */
export const tellTyping = async (ctx: Context, _input: unknown, { request }: Http) => {
  const visitor = visitorOf(request)
  slowDown(`typing:${visitor.id}`, 10, 60)
  const [threadId] = await ownThreads(ctx, { ...visitor, proved_identifier_id: null })
  if (!threadId) return {}
  const thread = await ctx.db
    .selectFrom('thread')
    .select('conversation_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', threadId)
    .executeTakeFirst()
  if (thread)
    tellNow({
      workspaceId: ctx.workspaceId,
      kind: 'typing',
      threadId,
      conversationId: thread.conversation_id,
    })
  return {}
}
