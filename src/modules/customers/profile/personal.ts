import { sql } from 'kysely'
import type { PersonalData } from '../personal-data.ts'

/** What staff noted of a person. */
export const notesOfPerson: PersonalData = {
  name: 'customer-notes',
  read: async (ctx, { ids }, { after, limit }) => {
    const { rows } = await sql<{ id: string; text: string; at: Date; editedAt: Date | null }>`
      select id, text, created_at as at, edited_at as "editedAt" from customer_note
      where workspace_id = ${ctx.workspaceId} and customer_id = any(${[...ids]}::uuid[])
        and ${after ? sql`id > ${after}::uuid` : sql`true`}
      order by id limit ${limit}`.execute(ctx.db)
    return { rows, next: rows.length === limit ? rows.at(-1)!.id : null }
  },
  erase: async (ctx, { ids }, { limit }) => {
    const { rows } = await sql`
      delete from customer_note where workspace_id = ${ctx.workspaceId} and id in (
        select id from customer_note where workspace_id = ${ctx.workspaceId}
          and customer_id = any(${[...ids]}::uuid[]) limit ${limit})
      returning id`.execute(ctx.db)
    return { more: rows.length === limit }
  },
}

/** The companies and households they belong to; one that nobody else is in is forgotten along. */
export const groupsOfPerson: PersonalData = {
  name: 'companies-and-households',
  read: async (ctx, { ids }, { after, limit }) => {
    const { rows } = await sql<{
      id: string
      kind: string
      name: string
      role: string
      since: Date
    }>`
      select g.id, g.kind, g.name, m.role, m.created_at as since from customer_group_member m
      join customer_group g on g.workspace_id = m.workspace_id and g.id = m.group_id
      where m.workspace_id = ${ctx.workspaceId} and m.customer_id = any(${[...ids]}::uuid[])
        and ${after ? sql`g.id > ${after}::uuid` : sql`true`}
      order by g.id limit ${limit}`.execute(ctx.db)
    return { rows, next: rows.length === limit ? rows.at(-1)!.id : null }
  },
  erase: async (ctx, { ids }, { limit }) => {
    const { rows } = await sql<{ id: string }>`
      delete from customer_group_member where workspace_id = ${ctx.workspaceId} and (group_id, customer_id) in (
        select group_id, customer_id from customer_group_member where workspace_id = ${ctx.workspaceId}
          and customer_id = any(${[...ids]}::uuid[]) limit ${limit})
      returning group_id as id`.execute(ctx.db)
    await sql`delete from customer_group g where g.workspace_id = ${ctx.workspaceId}
      and g.id = any(${rows.map((row) => row.id)}::uuid[]) and not exists (
        select 1 from customer_group_member m where m.workspace_id = g.workspace_id and m.group_id = g.id)`.execute(
      ctx.db,
    )
    return { more: rows.length === limit }
  },
}
