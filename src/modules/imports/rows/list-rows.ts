import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import type * as contract from '../contract.ts'
import { type ImportRow, requireImport } from '../import-rows.ts'
import type { RowSet } from './contract.ts'

type Outcome = z.output<typeof contract.ImportedRow>['outcome']
type Undone = z.output<typeof contract.ImportedRow>['undone']
type Noted = { row: string; outcome: Outcome; undone: Undone; subjectId: string }
type Wrong = { row: string; failed: boolean; code: string; facts: Record<string, string> }

/** Rows of a file in its order, each with what it became and what was wrong with it. Errors: `import.missing`. */
export const listImportRows = async (
  ctx: Context,
  { id, of, after, limit }: z.output<typeof contract.listImportRows.input>,
) => {
  const one = await requireImport(ctx, id)
  const found = await findNumbers(ctx, one, of, Number(after ?? 0), limit + 1)
  const numbers = found.slice(0, limit)
  const noted = await readNoted(ctx, id, numbers)
  const subjects = await readSubjects(ctx, one, [...noted.values()])
  const problems = await readProblems(ctx, id, numbers)
  const data = numbers.map((row) => {
    const { outcome = 'failed' as const, undone = null, subjectId } = noted.get(row) ?? {}
    return {
      row: Number(row),
      outcome,
      undone,
      subject: (subjectId && subjects.get(subjectId)) || null,
      problems: (problems.get(row) ?? []).map(({ failed, code, facts }) => ({
        failed,
        code,
        facts,
      })),
    }
  })
  return { data, next: found.length > limit ? numbers.at(-1)! : null }
}

const ofOutcome = sql`coalesce(r.outcome, case when r.created then 'created' else 'updated' end)`

/** The numbers of the rows that a count is made of, behind `after`. */
const findNumbers = async (
  ctx: Context,
  { id }: ImportRow,
  of: RowSet,
  after: number,
  limit: number,
) => {
  const noted = (which: ReturnType<typeof sql>) => sql`
    select r.row from import_row r where r.workspace_id = ${ctx.workspaceId} and r.import_id = ${id}
      and r.row > ${after} and ${which} order by r.row limit ${limit}`
  const wrong = (which: ReturnType<typeof sql>) => sql`
    select distinct p.row from import_problem p where p.workspace_id = ${ctx.workspaceId} and p.import_id = ${id}
      and p.row > ${after} and ${which} order by p.row limit ${limit}`
  const queries = {
    rows: () =>
      sql`(${noted(sql`true`)}) union (${wrong(sql`p.failed`)}) order by row limit ${limit}`,
    created: () => noted(sql`${ofOutcome} = 'created'`),
    updated: () => noted(sql`${ofOutcome} = 'updated'`),
    unchanged: () => noted(sql`${ofOutcome} = 'unchanged'`),
    failed: () => wrong(sql`p.failed`),
    warnings: () => wrong(sql`not p.failed and not starts_with(p.code, 'kept_')`),
    removed: () => noted(sql`r.undone = 'removed'`),
    restored: () => noted(sql`r.undone = 'restored'`),
    kept: () => noted(sql`r.undone = 'kept'`),
  }
  const { rows } = await sql<{ row: string }>`${queries[of]()}`.execute(ctx.db)
  return rows.map(({ row }) => String(row))
}

const readNoted = async (ctx: Context, id: string, numbers: readonly string[]) => {
  const { rows } = await sql<Noted>`
    select r.row, ${ofOutcome} as outcome, r.undone, r.subject_id as "subjectId" from import_row r
    where r.workspace_id = ${ctx.workspaceId} and r.import_id = ${id} and r.row = any(${[...numbers]}::bigint[])`.execute(
    ctx.db,
  )
  return new Map(rows.map((one) => [String(one.row), one]))
}

/** Customers as they stand by now, or orders; those who are gone are left out. */
const readSubjects = async (ctx: Context, { kind }: ImportRow, noted: readonly Noted[]) => {
  const ids = [...new Set(noted.map(({ subjectId }) => subjectId))]
  const { rows } = await (kind === 'orders'
    ? sql<{ of: string; id: string; name: string | null }>`
        select id as of, id, number as name from customer_order
        where workspace_id = ${ctx.workspaceId} and id = any(${ids}::uuid[])`
    : sql<{ of: string; id: string; name: string | null }>`
        select c.id as of, s.id, coalesce(s.name, (select i.shown from identifier i
          where i.workspace_id = s.workspace_id and i.customer_id = s.id order by i.created_at, i.id limit 1)) as name
        from customer c
        join customer s on s.workspace_id = c.workspace_id and s.id = coalesce(c.root_id, c.id)
        where c.workspace_id = ${ctx.workspaceId} and c.id = any(${ids}::uuid[])`
  ).execute(ctx.db)
  return new Map(rows.map(({ of, id, name }) => [of, { id, name: name ?? '' }]))
}

const readProblems = async (ctx: Context, id: string, numbers: readonly string[]) => {
  const { rows } = await sql<Wrong>`
    select row, failed, code, facts from import_problem
    where workspace_id = ${ctx.workspaceId} and import_id = ${id} and row = any(${[...numbers]}::bigint[])
    order by row, place`.execute(ctx.db)
  return Map.groupBy(rows, ({ row }) => String(row))
}
