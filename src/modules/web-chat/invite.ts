import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type { Http } from '../../foundation/server/http/route.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { moveThreadTo, openThread, reply } from '../conversations/index.ts'
import { resolveVisitor } from '../customers/index.ts'
import type * as contract from './contract.ts'
import { slowDown } from './slow-down.ts'
import { findWidgetConnection, makeVisitor } from './start-visitor.ts'
import { hashToken, newToken, type VisitorRow, visitorContext } from './visitor-session.ts'

const channel = 'web-chat'
const invitationHours = 24

type Invitation = {
  /** By which the site's analytics knows them. */
  anonymousId: string
  text: string
  clientKey?: string | undefined
  pageUrl?: string | undefined
  locale: 'en' | 'ja'
}

/**
 * A member's first words to somebody on the site: on the chat that this browser has, else on a new one that its page
 * takes over. Inside the caller's transaction; undefined where no chat connection is in use.
 */
export const inviteToChat = async (
  ctx: Context,
  { text, clientKey, ...who }: Invitation,
): Promise<string | undefined> => {
  const { anonymousId } = who
  // Two members who invite at once share one chat.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`invite ${ctx.workspaceId} ${anonymousId}`}, 0))`.execute(
    ctx.db,
  )
  const visitor = (await findChatting(ctx, anonymousId)) ?? (await makeInvited(ctx, who))
  if (!visitor) return undefined
  const owner = await resolveVisitor(ctx, {
    visitorId: visitor.id,
    anonymousId,
    claimedEmail: visitor.claimed_email,
    claimedName: visitor.claimed_name,
    locale: visitor.locale,
    invited: true,
  })
  const { conversationId, threadId } = await openThread(ctx, {
    ...owner,
    connectionId: visitor.connection_id,
    channel,
    threadKey: visitor.id,
  })
  const empty = { cc: [], fileIds: [], marketing: false, resolve: false }
  await reply(ctx, { ...empty, id: conversationId, threadId, text, clientKey })
  return conversationId
}

const inUse = (ctx: Context) =>
  ctx.db
    .selectFrom('connection')
    .where('connection.workspace_id', '=', ctx.workspaceId)
    .where('connection.channel', '=', channel)
    .where('connection.removed_at', 'is', null)
    .where('connection.state', '<>', 'paused')

const findChatting = (ctx: Context, anonymousId: string): Promise<VisitorRow | undefined> =>
  inUse(ctx)
    .innerJoin('visitor', (join) =>
      join
        .onRef('visitor.workspace_id', '=', 'connection.workspace_id')
        .onRef('visitor.connection_id', '=', 'connection.id'),
    )
    .selectAll('visitor')
    .where('visitor.anonymous_id', '=', anonymousId)
    .orderBy('visitor.seen_at', 'desc')
    .limit(1)
    .executeTakeFirst()

const makeInvited = async (
  ctx: Context,
  { anonymousId, pageUrl, locale }: Omit<Invitation, 'text' | 'clientKey'>,
): Promise<VisitorRow | undefined> => {
  // Which of several is on their page shows when the page takes it over; a sample's is on nobody's.
  const connection = await inUse(ctx)
    .select('id')
    .orderBy('rehearsal')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  if (!connection) return undefined
  const id = newId()
  const visitor = await makeVisitor(ctx, {
    id,
    connectionId: connection.id,
    // Nobody's: the page gets one of its own when it takes the chat over.
    token: newToken(),
    locale,
    anonymousId,
    pageUrl,
  })
  await ctx.db
    .insertInto('chat_invitation')
    .values({
      workspace_id: ctx.workspaceId,
      visitor_id: id,
      connection_id: connection.id,
      anonymous_id: anonymousId,
      created_at: ctx.now,
    })
    .execute()
  return visitor
}

/**
 * Once: whoever comes with the same id later is a visitor like any other. The chat goes on on the connection of the page
 * that asks, whichever it was begun on. Errors: `connection.missing`, `visitor.too_fast`.
 */
export const takeInvitation = async (
  anyone: Context,
  input: z.output<typeof contract.takeInvitation.input>,
  { request }: Http,
) => {
  slowDown(anyone, `invitation:${request.ip}`, 60, 60)
  const connection = await findWidgetConnection(anyone, input.connectionId)
  const asked = visitorContext(anyone.services, connection.workspace_id, 'invited')
  return inTransaction(asked, async (ctx) => {
    const { rows } = await sql<{ id: string; begunOn: string }>`
      update chat_invitation set taken_at = ${ctx.now} where (workspace_id, visitor_id) in (
        select workspace_id, visitor_id from chat_invitation
        where workspace_id = ${ctx.workspaceId}
          and connection_id in (select id from connection
            where workspace_id = ${ctx.workspaceId} and channel = ${channel})
          and anonymous_id = ${input.anonymousId} and taken_at is null
          and created_at > ${ctx.now}::timestamptz - make_interval(hours => ${invitationHours})
        order by created_at desc limit 1 for update skip locked)
      returning visitor_id as id, connection_id as "begunOn"`.execute(ctx.db)
    if (!rows[0]) return { token: null }
    const { id, begunOn } = rows[0]
    const token = newToken()
    await ctx.db
      .updateTable('visitor')
      .set({
        connection_id: connection.id,
        token_hash: hashToken(token),
        locale: input.locale,
        seen_at: ctx.now,
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    if (begunOn !== connection.id)
      await moveThreadTo(ctx, { threadKey: id, from: begunOn, to: connection.id })
    return { token }
  })
}
