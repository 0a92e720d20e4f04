import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** What an undo left as it is. `what`: of an order, `total`, `items` …, or all that the file did to it. */
export type Kept = { row: string; code: string; what: string | undefined }

/** As the mapping names them. */
const targets: Readonly<Record<string, string>> = {
  number: 'order_number',
  placedAt: 'placed_at',
  shop: 'shop_name',
}

/** Tells of it at the row it came by, behind what was wrong with that row. */
export const noteKept = async (ctx: Context, importId: string, kept: readonly Kept[]) => {
  if (kept.length === 0) return
  const rows = kept.map(({ row, code, what }, at) => ({
    row,
    code,
    at,
    facts: what === undefined ? {} : { target: targets[what] ?? what },
  }))
  await sql`
    insert into import_problem (workspace_id, import_id, row, place, failed, code, facts, line)
    select ${ctx.workspaceId}::uuid, ${importId}::uuid, k.row,
      coalesce((select max(p.place) from import_problem p where p.workspace_id = ${ctx.workspaceId}
        and p.import_id = ${importId} and p.row = k.row), -1) + row_number() over (partition by k.row order by k.at),
      false, k.code, k.facts, ''
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as k(row bigint, code text, at int, facts jsonb)`.execute(
    ctx.db,
  )
}
