import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Person, PersonalData } from '../customers/index.ts'
import { removeFile } from './store.ts'

/** Where a person came up in files: the row, and what of a problem row was kept. The files themselves go at an erasure. */
export const importedData: PersonalData = {
  name: 'imports',
  read: async (ctx, { ids }, { after, limit }) => {
    const { rows } = await sql<{
      file: string
      row: string
      at: Date
      line: string | null
      key: string
    }>`
      select i.name as file, r.row, i.started_at as at, min(p.line) as line, r.import_id || ' ' || lpad(r.row::text, 12, '0') as key
      from import_row r
      join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
      left join import_problem p on p.workspace_id = r.workspace_id and p.import_id = r.import_id and p.row = r.row
      where r.workspace_id = ${ctx.workspaceId} and r.subject_id = any(${[...ids]}::uuid[])
        and r.import_id || ' ' || lpad(r.row::text, 12, '0') > ${after ?? ''}
      group by i.name, r.row, i.started_at, r.import_id order by key limit ${limit + 1}`.execute(
      ctx.db,
    )
    const shown = rows.slice(0, limit)
    return {
      rows: shown.map(({ file, row, at, line }) => ({ file, row: Number(row), at, line })),
      next: rows.length > limit ? shown.at(-1)!.key : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    await removeFiles(ctx, person)
    await blankLines(ctx, person, limit)
    const { numAffectedRows } = await sql`
      delete from import_row where (workspace_id, import_id, row) in (
        select workspace_id, import_id, row from import_row
        where workspace_id = ${ctx.workspaceId} and subject_id = any(${[...person.ids]}::uuid[]) limit ${limit})`.execute(
      ctx.db,
    )
    return { more: Number(numAffectedRows ?? 0) >= limit }
  },
}

/** A line cannot be taken out of a file that may still be read; one that served its time goes at once. */
const removeFiles = async (ctx: Context, { ids }: Person) => {
  const { rows } = await sql<{ id: string }>`
    update import i set file_removed_at = ${ctx.now}
    where workspace_id = ${ctx.workspaceId} and file_removed_at is null and state not in ('running', 'undoing')
      and exists (select 1 from import_row r where r.workspace_id = i.workspace_id and r.import_id = i.id
        and r.subject_id = any(${[...ids]}::uuid[]))
    returning id`.execute(ctx.db)
  for (const { id } of rows) await removeFile(ctx.services, id)
}

/** Lines that failed belong to nobody, so they are found by what the person was known by. */
const blankLines = async (ctx: Context, { ids, identifiers }: Person, limit: number) => {
  const words = identifiers.map(({ value }) => value).filter((value) => value.length >= 4)
  await sql`
    update import_problem set line = '', facts = '{}'
    where (workspace_id, import_id, row, place) in (
      select p.workspace_id, p.import_id, p.row, p.place from import_problem p
      where p.workspace_id = ${ctx.workspaceId} and p.line <> '' and (
        exists (select 1 from unnest(${words}::text[]) as w (word) where strpos(lower(p.line), lower(w.word)) > 0)
        or exists (select 1 from import_row r where r.workspace_id = p.workspace_id and r.import_id = p.import_id
          and r.row = p.row and r.subject_id = any(${[...ids]}::uuid[])))
      limit ${limit})`.execute(ctx.db)
}
