import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'

/** `waiting`: not scanned yet. `unscannable`: the scanner would not look. None: there was no scanner when it came. */
export type ScanState = 'waiting' | 'clean' | 'infected' | 'unscannable'
export type Scan = { scan: ScanState | null; finding: string | null }

/** To be scanned as soon as it can be, in the transaction that stores them. */
export const waitForScan = async (ctx: Context, fileIds: readonly string[]): Promise<boolean> => {
  if (!ctx.services.config.clamd || fileIds.length === 0) return false
  await sql`insert into file_scan (workspace_id, file_id, at)
    select ${ctx.workspaceId}, id, ${ctx.now} from unnest(${[...fileIds]}::uuid[]) id`.execute(
    ctx.db,
  )
  return true
}

/** Of a row of `file` in a query: one column of its scan. */
export const scanOf = (
  column: 'state' | 'finding',
  file: 'file' | 'f' = 'file',
): RawBuilder<string | null> =>
  sql`(select s.${sql.ref(column)} from file_scan s
    where s.workspace_id = ${sql.ref(`${file}.workspace_id`)} and s.file_id = ${sql.ref(`${file}.id`)})`

/** Only what was found clean, or came when nobody scanned. Errors: `file.infected`, `file.not_scanned`, `file.not_scannable`. */
export const refuseUnsafe = ({ scan, finding }: Scan): void => {
  if (scan === null || scan === 'clean') return
  if (scan === 'infected')
    throw new AppError('forbidden', 'file.infected', { finding: finding ?? '' })
  throw new AppError('conflict', scan === 'waiting' ? 'file.not_scanned' : 'file.not_scannable')
}
