import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Person, PersonalData } from '../customers/index.ts'
import { forgetUnusedFiles } from '../files/index.ts'

const ofPerson = (ctx: Context, { identifiers }: Person) => {
  const ids = identifiers.map(({ id }) => id)
  return sql`v.workspace_id = ${ctx.workspaceId}
    and (v.identifier_id = any(${ids}::uuid[]) or v.proved_identifier_id = any(${ids}::uuid[]))`
}

/** Their browsers, as the chat knows them. */
export const visitorsOfPerson: PersonalData = {
  name: 'chat-visitors',
  read: async (ctx, person, { after, limit }) => {
    const { rows } = await sql<{ id: string; row: Record<string, unknown> }>`
      select v.id, jsonb_build_object('since', v.created_at, 'seen', v.seen_at, 'claimedEmail', v.claimed_email,
        'claimedName', v.claimed_name, 'language', v.locale, 'page', v.page_url, 'device', v.anonymous_id) as row
      from visitor v where ${ofPerson(ctx, person)} and v.id > ${after ?? '00000000-0000-0000-0000-000000000000'}
      order by v.id limit ${limit + 1}`.execute(ctx.db)
    const shown = rows.slice(0, limit)
    return {
      rows: shown.map(({ row }) => row),
      next: rows.length > limit ? shown.at(-1)!.id : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql<{ id: string }>`
      delete from visitor where (workspace_id, id) in (
        select v.workspace_id, v.id from visitor v where ${ofPerson(ctx, person)} limit ${limit})
      returning id`.execute(ctx.db)
    const files = await sql<{
      id: string
    }>`select id from file where workspace_id = ${ctx.workspaceId}
      and uploaded_by = any(${rows.map(({ id }) => `visitor:${id}`)}::text[])`.execute(ctx.db)
    await forgetUnusedFiles(
      ctx,
      files.rows.map(({ id }) => id),
    )
    // Somebody else may have typed their address: what was typed goes, the chat stays.
    await sql`update visitor set claimed_email = null, claimed_name = null where workspace_id = ${ctx.workspaceId}
      and lower(claimed_email) = any(${person.identifiers
        .filter(({ type }) => type === 'email')
        .map(({ value }) => value)}::text[])`.execute(ctx.db)
    return { more: rows.length === limit }
  },
}
