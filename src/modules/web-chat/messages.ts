import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { formatCursor, parseCursor } from '../../foundation/server/cursor.ts'
import { formatPosition } from '../../foundation/server/events/position.ts'
import { readPosition } from '../../foundation/server/events/read-log.ts'
import { record } from '../../foundation/server/events/record.ts'
import type { Http } from '../../foundation/server/http/route.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { countReceived } from '../connections/index.ts'
import {
  findMessageOf,
  isOtherText,
  listMessagesOfThreads,
  receiveMessage,
  type Thread,
} from '../conversations/index.ts'
import { resolveVisitor } from '../customers/index.ts'
import { requireFiles } from '../files/index.ts'
import type * as contract from './contract.ts'
import { visitorClaimed } from './events.ts'
import { ownThreads } from './own-threads.ts'
import { showVisitorMessage } from './show-visitor-message.ts'
import { slowDown } from './slow-down.ts'
import { showVisitor, type VisitorRow, visitorOf } from './visitor-session.ts'

const channel = 'web-chat'

/** Errors: `message.empty`, `visitor.too_fast`, `file.missing`. */
export const sendMessage = async (
  ctx: Context,
  input: z.output<typeof contract.sendVisitorMessage.input>,
  { request }: Http,
) => {
  const visitor = visitorOf(request)
  slowDown(ctx, `write:${visitor.id}`, 3000, 6000)
  const text = input.text.replaceAll('\u0000', '')
  if (text.trim() === '' && input.fileIds.length === 0)
    throw new AppError('invalid', 'message.empty')
  return writeAsVisitor(ctx, visitor, { ...input, text })
}

type Written = { text: string; clientKey: string; fileIds: string[]; pageUrl?: string | undefined }

/** Once per `clientKey`. Errors: `file.missing`, `idempotency.reused`. */
export const writeAsVisitor = (ctx: Context, visitor: VisitorRow, input: Written) =>
  inTransaction(ctx, async (ctx) => {
    // Which also locks it: one visitor's messages take turns, so that a repeat sees the first.
    await noteSeen(ctx, visitor, input.pageUrl)
    const running = await findRunning(ctx, visitor, input.clientKey)
    if (running?.isRepeat) return showRepeat(ctx, visitor, input)
    const files = await requireFiles(ctx, input.fileIds, { own: true })
    const owner = running?.owner ?? (await resolveVisitor(ctx, factsOf(visitor)))
    const authorName = visitor.claimed_name ?? ''
    const { messageId } = await receiveMessage(ctx, {
      connectionId: visitor.connection_id,
      channel,
      ...owner,
      thread: running?.thread,
      authorName,
      authorId: visitor.id,
      threadKey: visitor.id,
      threadRuns: true,
      clientKey: input.clientKey,
      text: input.text,
      files: files.map((file) => ({ fileId: file.id, inline: false })),
    })
    await countReceived(ctx, visitor.connection_id)
    if (files.length > 0)
      return showVisitorMessage((await findMessageOf(ctx, visitor.id, input.clientKey, messageId))!)
    return showVisitorMessage({
      id: messageId,
      direction: 'in',
      author: { name: authorName },
      text: input.text,
      newTextLength: input.text.length,
      createdAt: ctx.now,
      clientKey: input.clientKey,
      attachments: [],
    })
  })

const showRepeat = async (ctx: Context, visitor: VisitorRow, { clientKey, text }: Written) => {
  const earlier = (await findMessageOf(ctx, visitor.id, clientKey))!
  // A key for other words is the sender's fault; taken for a repeat, these words would be lost.
  if (isOtherText(earlier.text, text)) throw new AppError('conflict', 'idempotency.reused')
  return showVisitorMessage(earlier)
}

type Running = {
  thread: Thread
  owner: { customerId: string; identifierId: string } | null
  /** Whether it has a message under this very key. */
  isRepeat: boolean
}

/** The visitor's thread and whose words it holds; the first message begins it. */
const findRunning = async (ctx: Context, visitor: VisitorRow, clientKey: string) => {
  const { rows } = await sql<Running>`
    select jsonb_build_object('id', t.id, 'conversation_id', t.conversation_id, 'identifier_id', t.identifier_id) as thread,
      case when i.customer_id is not null
        then jsonb_build_object('customerId', i.customer_id, 'identifierId', i.id) end as owner,
      exists (select 1 from message m where m.workspace_id = t.workspace_id and m.author_type = 'customer'
        and m.author_id = ${visitor.id} and m.client_key = ${clientKey}) as "isRepeat"
    from thread t join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
    where t.workspace_id = ${ctx.workspaceId} and t.connection_id = ${visitor.connection_id} and t.key = ${visitor.id}`.execute(
    ctx.db,
  )
  return rows[0]
}

const factsOf = (visitor: VisitorRow) => ({
  visitorId: visitor.id,
  anonymousId: visitor.anonymous_id,
  claimedEmail: visitor.claimed_email,
  claimedName: visitor.claimed_name,
  locale: visitor.locale,
})

const noteSeen = (ctx: Context, visitor: VisitorRow, pageUrl: string | undefined) =>
  ctx.db
    .updateTable('visitor')
    .set({ seen_at: ctx.now, ...(pageUrl ? { page_url: pageUrl } : {}) })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', visitor.id)
    .execute()

/** A claim opens nothing: staff see it marked unverified. */
export const claimEmail = (
  ctx: Context,
  input: z.output<typeof contract.claimEmail.input>,
  { request }: Http,
) =>
  inTransaction(ctx, async (ctx) => {
    const before = visitorOf(request)
    slowDown(ctx, `claim:${before.id}`, 5, 1)
    const visitor = await ctx.db
      .updateTable('visitor')
      .set({
        claimed_email: input.email.toLowerCase(),
        ...(input.name ? { claimed_name: input.name } : {}),
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', before.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    // Before the first message there is nothing of theirs that could belong to anybody.
    const threads = await ownThreads(ctx, { ...visitor, proved_identifier_id: null })
    const customerId =
      threads.length > 0 ? (await resolveVisitor(ctx, factsOf(visitor))).customerId : undefined
    await record(ctx, visitorClaimed, customerId ? { customerId } : {}, { visitorId: visitor.id })
    return showVisitor(visitor)
  })

export const listMessages = async (
  ctx: Context,
  input: z.output<typeof contract.listVisitorMessages.input>,
  { request }: Http,
) => {
  const position = formatPosition(await readPosition(ctx.db))
  const threads = await ownThreads(ctx, visitorOf(request))
  const rows = await listMessagesOfThreads(ctx, threads, parseCursor(input.before), input.limit + 1)
  const shown = rows.slice(0, input.limit).reverse()
  const first = shown[0]
  const previous =
    rows.length > input.limit && first
      ? formatCursor({ at: first.createdAt as Date, id: first.id })
      : null
  return { data: shown.map(showVisitorMessage), previous, position }
}
