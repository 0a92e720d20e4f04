import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { reports } from '../../reports/index.ts'
import type { Report } from '../../reports/report.ts'
import { showName } from '../members/index.ts'
import { getWorkspace } from '../workspaces/index.ts'
import { rangeOf, relationsFor } from './relations.ts'

const longestDays = 400
const timeoutMs = 15_000
const dayMs = 86_400_000

const describe = ({ key, columns, chart }: Report) => ({ key, columns: [...columns], chart })

export const listReports = async () => ({ data: reports.map(describe) })

type Asked = { key: string; from: string; to: string }

const findReport = (key: string) => {
  const report = reports.find((report) => report.key === key)
  if (!report) throw new AppError('missing', 'report.missing')
  return report
}

const checkRange = ({ from, to }: Asked) => {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  if (days < 1) throw new AppError('invalid', 'report.range_backwards')
  if (days > longestDays)
    throw new AppError('invalid', 'report.range_too_long', { days: longestDays })
}

type Ask = <T>(query: RawBuilder<T>) => Promise<T[]>

/** All queries of one answer see the same moment, can write nothing, and end in time. */
const readOnly = async <T>(db: Kysely<Database>, work: (ask: Ask) => Promise<T>): Promise<T> => {
  try {
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (trx) => {
        await sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`.execute(trx)
        return work(async (query) => (await query.execute(trx)).rows)
      })
  } catch (error) {
    const ranOutOfTime = (error as { code?: string }).code === '57014'
    throw ranOutOfTime ? new AppError('unavailable', 'report.too_slow') : error
  }
}

/** Errors: `report.missing`, `report.range_backwards`, `report.range_too_long`, `report.too_slow`. */
export const runReport = async (ctx: Context, asked: Asked) => {
  const report = findReport(asked.key)
  checkRange(asked)
  const { timeZone } = await getWorkspace(ctx)
  const relations = relationsFor(ctx)
  const range = rangeOf(asked.from, asked.to, timeZone)
  return readOnly(ctx.db, async (ask) => {
    const rows = await ask(report.run(relations, range))
    const [totals] = await ask(report.totals(relations, range))
    return { ...describe(report), timeZone, totals: totals ?? {}, rows }
  })
}

/** Errors as for `runReport`. */
export const openReport = async (
  ctx: Context,
  asked: Asked & { channel?: string | undefined; limit: number },
) => {
  const report = findReport(asked.key)
  checkRange(asked)
  const { timeZone } = await getWorkspace(ctx)
  const range = rangeOf(asked.from, asked.to, timeZone)
  const narrow = { channel: asked.channel ?? null, limit: asked.limit + 1 }
  const found = await readOnly(ctx.db, (ask) => ask(report.open(relationsFor(ctx), range, narrow)))
  const data = found.slice(0, asked.limit).map((row) => ({
    ...row,
    shown: showName(ctx, row.shown),
    at: row.at.toISOString(),
  }))
  return { data, more: found.length > asked.limit }
}
