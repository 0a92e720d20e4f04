import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { forgetEvents } from '../../foundation/server/events/forget-events.ts'
import { forgetUnusedFiles } from '../files/index.ts'
import { recount } from './recount.ts'
import { recountContacts } from './recount-contacts.ts'

const threadsAtOnce = 20

type Of = {
  connectionIds: readonly string[]
  /** Of people who were never real: threads to them in which they never wrote go, too, whatever their connection. */
  identifierIds: readonly string[]
}

/**
 * Takes threads away with their messages and files, and conversations in which nothing is left but notes. What came
 * into such a conversation by another connection stays, and the conversation with it.
 */
export const forgetConversationsOf = async (ctx: Context, of: Of) => {
  while (await inTransaction(ctx, (ctx) => forgetSomeThreads(ctx, of)));
}

/** Whether there may be more. */
const forgetSomeThreads = async (ctx: Context, { connectionIds, identifierIds }: Of) => {
  const threads = await sql<{ id: string; conversation_id: string }>`
    select id, conversation_id from thread t where t.workspace_id = ${ctx.workspaceId} and (
      t.connection_id = any(${[...connectionIds]}::uuid[])
      or t.identifier_id = any(${[...identifierIds]}::uuid[]) and not exists (select 1 from message m
        where m.workspace_id = t.workspace_id and m.thread_id = t.id and m.direction = 'in'))
    limit ${threadsAtOnce}`.execute(ctx.db)
  const threadIds = threads.rows.map((row) => row.id)
  if (threadIds.length === 0) return false
  // Messages may have been moved to other conversations than their thread's.
  const touched = await sql<{ id: string }>`
    select id from conversation where workspace_id = ${ctx.workspaceId} and (
      id = any(${threads.rows.map((row) => row.conversation_id)}::uuid[])
      or id in (select conversation_id from message
        where workspace_id = ${ctx.workspaceId} and thread_id = any(${threadIds}::uuid[])))
    order by id for update`.execute(ctx.db)
  await forgetMessages(ctx, sql`thread_id = any(${threadIds}::uuid[])`)
  await sql`delete from thread where workspace_id = ${ctx.workspaceId} and id = any(${threadIds}::uuid[])`.execute(
    ctx.db,
  )
  await forgetEmptied(
    ctx,
    touched.rows.map((row) => row.id),
  )
  return true
}

/** Messages with their files; raw input stays. Inside the caller's transaction. */
export const forgetMessages = async (ctx: Context, which: ReturnType<typeof sql>) => {
  const files = await sql<{ file_id: string }>`
    delete from message_file where workspace_id = ${ctx.workspaceId} and message_id in (
      select id from message where workspace_id = ${ctx.workspaceId} and ${which})
    returning file_id`.execute(ctx.db)
  await sql`delete from message where workspace_id = ${ctx.workspaceId} and ${which}`.execute(
    ctx.db,
  )
  await forgetUnusedFiles(
    ctx,
    files.rows.map((row) => row.file_id),
  )
}

/** A condition on `conversation` as c: nothing is left in it but notes. */
export const isEmpty = sql`
  not exists (select 1 from thread t where t.workspace_id = c.workspace_id and t.conversation_id = c.id)
  and not exists (select 1 from message m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
    and m.kind = 'message')`

/** Sets right what these show, and takes those away in which nothing is left. Inside the caller's transaction. */
export const forgetEmptied = async (
  ctx: Context,
  ids: readonly string[],
  { onlyRecount = false } = {},
) => {
  const { rows } = await sql<{ id: string; customer_id: string; empty: boolean }>`
    select c.id, c.customer_id, (${isEmpty}) as empty from conversation c
    where c.workspace_id = ${ctx.workspaceId} and c.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  for (const { id } of rows.filter((row) => onlyRecount || !row.empty)) await recount(ctx, id)
  if (onlyRecount) return
  const gone = rows.filter((row) => row.empty).map((row) => row.id)
  await forgetMessages(ctx, sql`conversation_id = any(${gone}::uuid[])`)
  await sql`delete from conversation_move where workspace_id = ${ctx.workspaceId}
    and (from_conversation_id = any(${gone}::uuid[]) or to_conversation_id = any(${gone}::uuid[]))`.execute(
    ctx.db,
  )
  await sql`update conversation set follows_id = null
    where workspace_id = ${ctx.workspaceId} and follows_id = any(${gone}::uuid[])`.execute(ctx.db)
  await sql`delete from conversation where workspace_id = ${ctx.workspaceId} and id = any(${gone}::uuid[])`.execute(
    ctx.db,
  )
  await forgetEvents(ctx, { conversationIds: gone })
  await recountContacts(
    ctx,
    rows.map((row) => row.customer_id),
  )
}

/** Conversations of these identifiers' customers that moving has emptied. Inside the caller's transaction. */
export const forgetEmptyConversationsOf = async (
  ctx: Context,
  identifierIds: readonly string[],
) => {
  const { rows } = await sql<{ id: string }>`
    select c.id from conversation c where c.workspace_id = ${ctx.workspaceId} and c.customer_id in (
      select customer_id from identifier
      where workspace_id = ${ctx.workspaceId} and id = any(${[...identifierIds]}::uuid[])) and ${isEmpty}
    order by c.id for update`.execute(ctx.db)
  if (rows.length > 0)
    await forgetEmptied(
      ctx,
      rows.map((row) => row.id),
    )
}
