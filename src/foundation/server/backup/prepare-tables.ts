import { AppError } from '../../shared/app-error.ts'
import {
  type Ask,
  fullName,
  isFilledByMigrations,
  isLog,
  listForeignKeys,
  listTables,
  quote,
  quoted,
  type Table,
} from './catalogue.ts'
import type { Header } from './format.ts'

/** What a range of a partitioned table is written as; from a file, so nothing else gets into a statement. */
const range = /^FOR VALUES FROM \('[-0-9 :.+]+'\) TO \('[-0-9 :.+]+'\)$/

/**
 * Makes the tables ready for rows in any order; `finish` puts everything back, and only then are references checked.
 * Errors: `backup.tables_differ`.
 */
export const prepareTables = async (ask: Ask, header: Header) => {
  const tables = await listTables(ask)
  for (const table of tables) await refuseOthers(table, header)
  if (tables.length !== header.tables.length) throw differ(header.tables[0]!)
  for (const table of header.tables) await makeParts(ask, table)
  const foreignKeys = await listForeignKeys(ask)
  for (const { table, name } of foreignKeys)
    await ask(`alter table ${table} drop constraint ${quote(name)}`)
  for (const table of tables) {
    await ask(`alter table ${quoted(table)} disable trigger user`)
    if (isFilledByMigrations(table)) await ask(`delete from ${quoted(table)}`)
  }
  return {
    tables,
    finish: async () => {
      await setSequences(ask, header)
      await startEpoch(ask, tables, header)
      for (const table of tables) await ask(`alter table ${quoted(table)} enable trigger user`)
      for (const { table, name, definition } of foreignKeys)
        await ask(`alter table ${table} add constraint ${quote(name)} ${definition}`)
    },
  }
}

const differ = (table: { schema: string; name: string }) =>
  new AppError('invalid', 'backup.tables_differ', { table: fullName(table) })

/** The same migrations may have been other ones while they were written. */
const refuseOthers = async (table: Table, header: Header) => {
  const saved = header.tables.find((one) => fullName(one) === fullName(table))
  const columns = table.columns.map((one) => one.name)
  if (!saved || saved.columns.toSorted().join() !== columns.toSorted().join()) throw differ(table)
}

const makeParts = async (ask: Ask, table: Header['tables'][number]) => {
  for (const { name, bound } of table.parts) {
    if (bound === 'DEFAULT') continue
    if (!range.test(bound)) throw new AppError('invalid', 'backup.damaged')
    await ask(
      `create table if not exists ${quoted({ ...table, name })} partition of ${quoted(table)} ${bound}`,
    )
  }
}

const setSequences = async (ask: Ask, { sequences }: Header) => {
  for (const { value, called, ...sequence } of sequences)
    await ask(`select setval('${quoted(sequence).replaceAll("'", "''")}', ${value}, ${called})`)
}

/**
 * Positions handed out before mean nothing now. Seconds make the epoch another one also when the same file is restored
 * a second time: positions of the first restore's life must not look like ours.
 */
const startEpoch = async (ask: Ask, tables: Table[], { epoch }: Header) => {
  const since2026 = Math.floor((Date.now() - Date.UTC(2026, 0)) / 1000)
  await ask(`update log_epoch set epoch = ${Math.max(epoch + 1, since2026)}`)
  const ends = tables.filter(isLog).map((log) => `(select max(number) from ${quoted(log)})`)
  await ask(`update reader set number = greatest(0, ${ends.join(', ')})`)
}
