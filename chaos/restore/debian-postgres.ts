import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { later } from '../../bench/cleanup.ts'
import { makeFolder } from '../../bench/server.ts'
import { freePort, until } from '../server.ts'

const programs = '/usr/lib/postgresql/15/bin'

/** Debian's PostgreSQL 15 on a folder and port of its own; undefined where it is not installed. Its URL. */
export const startDebianPostgres = async (): Promise<string | undefined> => {
  if (!existsSync(join(programs, 'initdb'))) return undefined
  const folder = makeFolder()
  // It never runs as root.
  const asPostgres =
    process.getuid?.() === 0
      ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups']
      : []
  if (asPostgres.length > 0) {
    execFileSync('chown', ['postgres:', folder])
    chmodSync(folder, 0o700)
  }
  const cluster = join(folder, 'cluster')
  const [first, ...rest] = [
    ...asPostgres,
    join(programs, 'initdb'),
    ...['-D', cluster, '-U', 'engawa', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'],
  ]
  execFileSync(first!, rest, { stdio: 'ignore', cwd: folder })
  const port = await freePort()
  const [command, ...args] = [
    ...asPostgres,
    join(programs, 'postgres'),
    ...['-D', cluster, '-c', `port=${port}`, '-c', 'listen_addresses=127.0.0.1'],
    ...['-c', 'unix_socket_directories=', '-c', 'fsync=on'],
  ]
  const server = spawn(command!, args, { cwd: folder, stdio: 'ignore' })
  later(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGQUIT')
    await ended
  })
  const urlOf = (database: string) => `postgres://engawa@127.0.0.1:${port}/${database}`
  await until('PostgreSQL 15 to answer', 30, async () => {
    const client = new pg.Client({ connectionString: urlOf('postgres') })
    client.on('error', () => undefined)
    await client.connect()
    await client.query('create database engawa')
    await client.end()
    return true
  })
  return urlOf('engawa')
}
