import { sql } from 'kysely'
import type { ImportRow } from '../import-rows.ts'

/** Of the rows `r` of an import, those that did something and are not taken back yet. */
export const toTakeBack = ({ workspace_id, id, kind, undo }: ImportRow) =>
  sql`r.workspace_id = ${workspace_id} and r.import_id = ${id} and r.outcome is distinct from 'unchanged'
    ${kind === 'orders' ? sql`and r.before is not null` : sql``}
    ${undo?.below === undefined ? sql`` : sql`and r.row < ${undo.below}::bigint`}`
