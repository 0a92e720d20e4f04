import { AppError } from '../../shared/app-error.ts'
import { type Ask, fullName, isFilledByMigrations, listTables, quoted } from './catalogue.ts'

/**
 * Restoring is for an install that holds nothing and serves nobody.
 * Errors: `backup.server_running`, `backup.not_empty` naming a table that has rows.
 */
export const refuseOccupied = async (ask: Ask) => {
  const [server] = await ask<{ running: boolean }>(`
    select exists (select 1 from pg_stat_activity
      where datname = current_database() and application_name = 'engawa-listen') as running`)
  if (server?.running) throw new AppError('conflict', 'backup.server_running')
  const tables = (await listTables(ask)).filter((table) => !isFilledByMigrations(table))
  for (const table of tables) await refuseRows(ask, quoted(table), fullName(table))
  const [queue] = await ask<{ made: boolean }>(
    `select to_regclass('graphile_worker._private_jobs') is not null as made`,
  )
  if (queue?.made) await refuseRows(ask, 'graphile_worker._private_jobs', 'jobs')
}

const refuseRows = async (ask: Ask, table: string, name: string) => {
  const [found] = await ask<{ rows: boolean }>(`select exists (select 1 from ${table}) as rows`)
  if (found?.rows) throw new AppError('conflict', 'backup.not_empty', { table: name })
}
