import { sql } from 'kysely'
import { askVersion } from '../../modules/files/scan/clamd.ts'
import type { DatabaseCheck, MachineCheck } from './check.ts'

const askMs = 5000

/** Whether the virus scanner answers, where one is set. */
export const checkScanner: MachineCheck = async ({ clamd }) => {
  if (!clamd) return [{ check: 'scanner-none', state: 'notice', facts: {} }]
  try {
    const version = await askVersion(clamd, AbortSignal.timeout(askMs))
    return [{ check: 'scanner', state: 'ok', facts: { version } }]
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return [{ check: 'scanner', state: 'wrong', facts: { reason: code ?? message } }]
  }
}

/** Files that wait for it for longer than a busy moment, and those it would not look at. */
export const checkScans: DatabaseCheck = async (db) => {
  const { rows } = await sql<{ state: string; count: number }>`
    select s.state, count(*)::int as count from file_scan s
    join file f on f.workspace_id = s.workspace_id and f.id = s.file_id
    where s.state = 'unscannable' or (s.state = 'waiting' and f.created_at < now() - interval '10 minutes')
    group by s.state`.execute(db)
  return rows.map(({ state, count }) => ({
    check: `scans-${state}`,
    state: state === 'waiting' ? 'wrong' : 'notice',
    facts: { count },
  }))
}
