import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { type Cursor, parseCursor, toPage } from '../../foundation/server/cursor.ts'
import { getWorkspace } from '../workspaces/index.ts'
import type * as contract from './contract.ts'

export type Wanted = z.output<typeof contract.exportAudit.input>

export type Entry = {
  id: string
  at: Date
  act: string
  outcome: 'done' | 'refused'
  actor_type: string
  actor_id: string
  actor_name: string
  object_type: string | null
  object_id: string | null
  object_name: string
  facts: Record<string, unknown>
  network: string | null
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Names are those of today, so that erasing somebody reaches what is told of them here. */
const nameOf = (table: string, column: string, id: string, name = 'name') =>
  sql`(select n.${sql.ref(name)} from ${sql.table(table)} n
    where n.workspace_id = a.workspace_id and n.${sql.ref(column)} = ${sql.ref(id)}::uuid)`

const actorName = sql`coalesce(case a.actor_type
  when 'member' then ${nameOf('member', 'id', 'a.actor_id')}
  when 'api-key' then ${nameOf('api_key', 'id', 'a.actor_id')} end, '')`

const objectName = sql`coalesce(case a.object_type
  when 'member' then ${nameOf('member', 'id', 'a.object_id')}
  when 'team' then ${nameOf('team', 'id', 'a.object_id')}
  when 'invitation' then ${nameOf('invitation', 'id', 'a.object_id', 'email')}
  when 'api-key' then ${nameOf('api_key', 'id', 'a.object_id')}
  when 'connection' then ${nameOf('connection', 'id', 'a.object_id')}
  when 'source' then ${nameOf('source', 'id', 'a.object_id')}
  when 'customer' then ${nameOf('customer', 'id', 'a.object_id')}
  when 'file' then ${nameOf('file', 'id', 'a.object_id')}
  when 'message' then (select '#' || c.number from message m
    join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where m.workspace_id = a.workspace_id and m.id = a.object_id::uuid) end, '')`

/** Ids, as text, of whatever here has these words in its name. */
const named = (ctx: Context, like: string) =>
  sql`(${sql.join(
    [
      ['member', 'name'],
      ['member', 'email'],
      ['team', 'name'],
      ['invitation', 'email'],
      ['api_key', 'name'],
      ['connection', 'name'],
      ['source', 'name'],
      ['customer', 'name'],
    ].map(
      ([table, column]) =>
        sql`(select id::text from ${sql.table(table!)} where workspace_id = ${ctx.workspaceId}
          and ${sql.ref(column!)} ilike ${like} limit 1000)`,
    ),
    sql` union all `,
  )})`

const conditionsOf = async (ctx: Context, wanted: Wanted): Promise<RawBuilder<unknown>[]> => {
  const { act, actorId, objectId, from, to } = wanted
  const search = wanted.search?.normalize('NFKC').trim()
  const like = search && `%${escapeLike(search)}%`
  const { timeZone } = await getWorkspace(ctx)
  return [
    sql`a.workspace_id = ${ctx.workspaceId}`,
    act && sql`a.act = ${act}`,
    actorId && sql`a.actor_id = ${actorId}`,
    objectId && sql`a.object_id = ${objectId}`,
    from && sql`a.at >= ${from}::date::timestamp at time zone ${timeZone}`,
    to && sql`a.at < (${to}::date + 1)::timestamp at time zone ${timeZone}`,
    like &&
      sql`(a.act ilike ${like} or a.network ilike ${like} or a.facts::text ilike ${like}
        or a.actor_id in ${named(ctx, like)} or a.object_id in ${named(ctx, like)})`,
  ].filter((condition) => typeof condition === 'object')
}

/** Latest first, strictly before `before`. */
export const readAudit = async (
  ctx: Context,
  wanted: Wanted,
  before: Cursor | undefined,
  limit: number,
): Promise<Entry[]> => {
  const conditions = await conditionsOf(ctx, wanted)
  if (before) conditions.push(sql`(a.at, a.id) < (${before.at}, ${before.id}::uuid)`)
  const { rows } = await sql<Entry>`
    select a.id, a.at, a.act, a.outcome, a.actor_type, a.actor_id, ${actorName} as actor_name,
      a.object_type, a.object_id, ${objectName} as object_name, a.facts, a.network
    from (select * from audit_entry a where ${sql.join(conditions, sql` and `)}
      order by a.at desc, a.id desc limit ${limit}) a
    order by a.at desc, a.id desc`.execute(ctx.db)
  return rows
}

export const cursorOf = ({ at, id }: Entry): Cursor => ({ at, id })

export const listAudit = async (
  ctx: Context,
  { after, limit, ...wanted }: z.output<typeof contract.listAudit.input>,
) => {
  const rows = await readAudit(ctx, wanted, parseCursor(after), limit + 1)
  return toPage(rows, limit, cursorOf, (row) => ({
    id: row.id,
    at: row.at,
    act: row.act,
    outcome: row.outcome,
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
    object:
      row.object_type === null
        ? null
        : { type: row.object_type, id: row.object_id!, name: row.object_name },
    facts: row.facts,
    network: row.network,
  }))
}
