import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { jsonbArray, uuidArray } from '../../../foundation/server/database/binary-arrays.ts'
import type { Problem } from '../contract.ts'
import type { Row } from '../reading/csv.ts'

/** What became of a row. */
export type Done = {
  outcome: 'created' | 'updated' | 'unchanged' | 'failed'
  problems: readonly Problem[]
  /** The customer, or the order. */
  subjectId?: string | undefined
  /** What to put back when it is taken back. */
  before?: unknown
  /** One more line of the order above: there is nothing of its own to take back. */
  follows?: boolean
}

const longestLine = 20_000

/** Notes what the rows became, inside the transaction that wrote it. */
export const writeDone = async (
  ctx: Context,
  importId: string,
  rows: readonly Row[],
  done: readonly Done[],
  progress: { bytes: number; busyMs: number },
) => {
  const noted = done.flatMap(({ outcome, subjectId, before, follows = false }, at) =>
    subjectId
      ? [
          {
            row: rows[at]!.number,
            subjectId,
            created: outcome === 'created' && !follows,
            before,
            outcome,
          },
        ]
      : [],
  )
  if (noted.length > 0)
    await sql`
      insert into import_row (workspace_id, import_id, row, subject_id, created, before, outcome)
      select ${ctx.workspaceId}::uuid, ${importId}::uuid, * from unnest(${noted.map(({ row }) => row)}::bigint[],
        ${uuidArray(noted.map((one) => one.subjectId))}::uuid[], ${noted.map((one) => one.created)}::boolean[],
        ${jsonbArray(noted.map(({ before }) => (before ? JSON.stringify(before) : undefined)))}::jsonb[],
        ${noted.map((one) => one.outcome)}::text[])`.execute(ctx.db)
  const problems = done.flatMap((one, at) =>
    one.problems.map((problem, place) => ({
      row: rows[at]!.number,
      place,
      ...problem,
      line: rows[at]!.line.slice(0, longestLine).replaceAll('\u0000', ''),
    })),
  )
  if (problems.length > 0)
    await sql`
      insert into import_problem (workspace_id, import_id, row, place, failed, code, facts, line)
      select ${ctx.workspaceId}::uuid, ${importId}::uuid, * from unnest(${problems.map(({ row }) => row)}::bigint[],
        ${problems.map(({ place }) => place)}::int[], ${problems.map(({ failed }) => failed)}::boolean[],
        ${problems.map(({ code }) => code)}::text[],
        ${problems.map(({ facts }) => JSON.stringify(facts).replaceAll('\\u0000', ''))}::jsonb[],
        ${problems.map(({ line }) => line)}::text[])`.execute(ctx.db)
  const count = (outcome: Done['outcome']) => done.filter((one) => one.outcome === outcome).length
  await sql`
    update import set row_count = row_count + ${done.length}, bytes_done = ${progress.bytes},
      created_count = created_count + ${count('created')}, updated_count = updated_count + ${count('updated')},
      unchanged_count = unchanged_count + ${count('unchanged')}, failed_count = failed_count + ${count('failed')},
      warning_count = warning_count + ${problems.filter(({ failed }) => !failed).length},
      busy_ms = busy_ms + ${progress.busyMs}
    where workspace_id = ${ctx.workspaceId} and id = ${importId}`.execute(ctx.db)
}
