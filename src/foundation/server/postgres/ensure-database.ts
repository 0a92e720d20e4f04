import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { refuseStart } from '../refuse-start.ts'
import { ROLE, urlOf } from './paths.ts'

const NO_SUCH_DATABASE = '3D000'
const WRONG_PASSWORD = '28P01'
const RECOVERED_WITHIN_MS = 60_000

/**
 * Proves that the server takes our password, and makes our database on its first start. An adopted server may be
 * recovering from a crash of its own: that is waited for. Throws `start.password_wrong`.
 */
export const ensureDatabase = async (password: string, port: number) => {
  for (const began = Date.now(); ; await delay(100)) {
    const code = await tryDatabase(password, port)
    if (code === undefined) return
    if (code === NO_SUCH_DATABASE)
      return query(urlOf(password, port, 'postgres'), `create database ${ROLE}`)
    if (code === WRONG_PASSWORD)
      throw refuseStart(
        'start.password_wrong',
        'The built-in database does not accept the password in its file "password"; that file and the database belong to different copies of the data folder.',
      )
    if (Date.now() - began > RECOVERED_WITHIN_MS)
      throw refuseStart(
        'start.database_failed',
        `The built-in database runs but takes no connections (${code}).`,
        { code },
      )
  }
}

const tryDatabase = async (password: string, port: number) => {
  try {
    await query(urlOf(password, port), 'select 1')
    return undefined
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).message
  }
}

const query = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A server that dies at this moment reports twice; the query's own rejection is the one that counts.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
