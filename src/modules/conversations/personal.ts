import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { formatCursor, parseCursor } from '../../foundation/server/cursor.ts'
import { blankReceipts } from '../connections/index.ts'
import type { Person, PersonalData } from '../customers/index.ts'
import { forgetEmptied, forgetMessages, isEmpty } from './forget-conversations.ts'

/**
 * What they wrote and what was written to them, wherever it stands now, and the notes of their conversations. Words of
 * somebody else's thread in such a conversation are that person's.
 */
const ofPerson = ({ ids, identifiers }: Person) => {
  const identifierIds = identifiers.map(({ id }) => id)
  return sql<boolean>`(
    m.identifier_id = any(${identifierIds}::uuid[])
    or m.thread_id in (select t.id from thread t where t.workspace_id = m.workspace_id
      and t.identifier_id = any(${identifierIds}::uuid[]))
    or m.conversation_id in (select c.id from conversation c where c.workspace_id = m.workspace_id
        and c.customer_id = any(${[...ids]}::uuid[]))
      and not exists (select 1 from thread t join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
        where t.workspace_id = m.workspace_id and t.id = m.thread_id and i.customer_id <> all(${[...ids]}::uuid[])))`
}

type Row = {
  id: string
  created_at: Date
  row: Record<string, unknown>
  raw: string | null
}

export const messagesOfPerson: PersonalData = {
  name: 'messages',
  read: async (ctx, person, { after, limit }) => {
    const before = parseCursor(after ?? undefined)
    const { rows } = await sql<Row>`
      select m.id, m.created_at, f.sha256 as raw, jsonb_build_object('at', m.created_at, 'conversation', c.number,
        'kind', m.kind, 'channel', m.channel, 'direction', m.direction, 'from', m.from_address, 'author', m.author_name,
        'to', m.to_addresses, 'cc', m.cc_addresses, 'subject', m.subject, 'text', m.text,
        'files', coalesce((select jsonb_agg(jsonb_build_object('name', a.name, 'sha256', a.sha256) order by mf.position)
          from message_file mf join file a on a.workspace_id = mf.workspace_id and a.id = mf.file_id
          where mf.workspace_id = m.workspace_id and mf.message_id = m.id), '[]')) as row
      from message m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      left join receipt r on r.workspace_id = m.workspace_id and r.id = m.receipt_id
      left join file f on f.workspace_id = r.workspace_id and f.id = r.file_id
      where m.workspace_id = ${ctx.workspaceId} and ${ofPerson(person)}
        ${before ? sql`and (m.created_at, m.id::text collate "C") > (${before.at}, ${before.id})` : sql``}
      order by m.created_at, m.id::text collate "C" limit ${limit + 1}`.execute(ctx.db)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      rows: shown.map(({ id, row, raw }) => ({
        ...row,
        files: [
          ...(row.files as { name: string; sha256: string }[]),
          ...(raw ? [{ name: `${id}.eml`, sha256: raw }] : []),
        ],
      })),
      next: rows.length > limit && last ? formatCursor({ at: last.created_at, id: last.id }) : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql<{ id: string; conversation_id: string; receipt_id: string | null }>`
      select m.id, m.conversation_id, m.receipt_id from message m
      where m.workspace_id = ${ctx.workspaceId} and ${ofPerson(person)} limit ${limit}`.execute(
      ctx.db,
    )
    await eraseMessages(ctx, rows)
    if (rows.length === limit) return { more: true }
    await eraseThreads(ctx, person)
    return { more: false }
  },
}

const eraseMessages = async (
  ctx: Context,
  rows: readonly { id: string; conversation_id: string; receipt_id: string | null }[],
) => {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await forgetMessages(ctx, sql`id = any(${ids}::uuid[])`)
  await blankReceipts(
    ctx,
    rows.flatMap((row) => row.receipt_id ?? []),
  )
  await forgetEmptied(ctx, [...new Set(rows.map((row) => row.conversation_id))], {
    onlyRecount: true,
  })
}

/** What is left of their conversations: empty ones go; those that somebody else writes in, too, become that person's. */
const eraseThreads = async (ctx: Context, { ids, identifiers }: Person) => {
  const identifierIds = identifiers.map(({ id }) => id)
  const touched = await sql<{ id: string }>`
    select id from conversation where workspace_id = ${ctx.workspaceId} and (customer_id = any(${[...ids]}::uuid[])
      or id in (select conversation_id from thread where workspace_id = ${ctx.workspaceId}
        and identifier_id = any(${identifierIds}::uuid[]))) order by id for update`.execute(ctx.db)
  const conversationIds = touched.rows.map((row) => row.id)
  await sql`delete from thread where workspace_id = ${ctx.workspaceId}
    and identifier_id = any(${identifierIds}::uuid[])`.execute(ctx.db)
  await sql`update conversation c set customer_id = o.customer_id from (
      select distinct on (t.conversation_id) t.conversation_id, i.customer_id from thread t
      join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
      where t.workspace_id = ${ctx.workspaceId} and t.conversation_id = any(${conversationIds}::uuid[])
        and i.customer_id is not null
      order by t.conversation_id, t.created_at) o
    where c.workspace_id = ${ctx.workspaceId} and c.id = o.conversation_id
      and c.customer_id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  await forgetEmptied(ctx, conversationIds)
}

/** Conversations that were closed and quiet since; each with everything in it. */
const quiet = (workspaceId: string, before: Date) => sql`select c.id from conversation c
  where c.workspace_id = ${workspaceId} and c.status = 'resolved' and c.last_message_at < ${before}`

export const countQuietConversations = async (ctx: Context, before: Date) => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${quiet(ctx.workspaceId, before)}) q`.execute(ctx.db)
  return rows[0]!.count
}

const conversationsAtOnce = 20

/** How many of them went; at most some tens at once. */
export const forgetQuietConversations = (ctx: Context, before: Date) =>
  inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{ id: string }>`${quiet(ctx.workspaceId, before)}
      order by c.id limit ${conversationsAtOnce} for update skip locked`.execute(ctx.db)
    const ids = rows.map((row) => row.id)
    if (ids.length === 0) return 0
    const messages = await sql<{
      id: string
      receipt_id: string | null
    }>`select id, receipt_id from message
      where workspace_id = ${ctx.workspaceId} and conversation_id = any(${ids}::uuid[])`.execute(
      ctx.db,
    )
    await forgetMessages(ctx, sql`conversation_id = any(${ids}::uuid[])`)
    await blankReceipts(
      ctx,
      messages.rows.flatMap((row) => row.receipt_id ?? []),
    )
    // Words that were moved elsewhere keep their thread.
    await sql`delete from thread t where t.workspace_id = ${ctx.workspaceId} and t.conversation_id = any(${ids}::uuid[])
      and not exists (select 1 from message m where m.workspace_id = t.workspace_id and m.thread_id = t.id)`.execute(
      ctx.db,
    )
    const empty = await sql<{ id: string }>`select c.id from conversation c
      where c.workspace_id = ${ctx.workspaceId} and c.id = any(${ids}::uuid[]) and ${isEmpty}`.execute(
      ctx.db,
    )
    await forgetEmptied(
      ctx,
      empty.rows.map((row) => row.id),
    )
    return ids.length
  })
