import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import type { Paths } from './paths.ts'

/** What a running server writes about itself into its data directory. */
export type Postmaster = { pid: number; port: number; state: string }

/** Undefined when there is no such file or it is still being written. */
export const readPidFile = ({ pidFile }: Paths): Postmaster | undefined => {
  try {
    // Lines: pid, folder, start time, port, socket folder, address, shared memory, state
    // https://www.postgresql.org/docs/current/storage-file-layout.html
    const lines = readFileSync(pidFile, 'utf8').split('\n')
    const pid = Number(lines[0])
    return pid > 0 ? { pid, port: Number(lines[3]), state: lines[7]?.trim() ?? '' } : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether that process lives (a zombie does not) and is a PostgreSQL on this very folder, not another that got its id. */
export const isPostgresOf = (paths: Paths, pid: number) => {
  if (!exists(pid)) return false
  if (process.platform === 'linux') return worksIn(paths.cluster, pid)
  const line = commandLine(pid)
  return line.includes('postgres') && (process.platform === 'win32' || line.includes(paths.cluster))
}

const exists = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const worksIn = (cluster: string, pid: number) => {
  try {
    const [, name, state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return (
      name === 'postgres' &&
      !'ZX'.includes(state!) &&
      readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
    )
  } catch {
    return false
  }
}

const commandLine = (pid: number) => {
  const [command, args] =
    process.platform === 'win32'
      ? ['tasklist', ['/FI', `PID eq ${pid}`, '/NH']]
      : ['ps', ['-p', String(pid), '-o', 'command=']]
  try {
    return execFileSync(command as string, args as string[], {
      encoding: 'utf8',
      timeout: 5_000,
      windowsHide: true,
    })
  } catch {
    return ''
  }
}

/** Backends that outlived a killed postmaster keep its shared memory and with it the next start; nothing they do can be saved. */
export const killLeftovers = (paths: Paths) => {
  if (process.platform !== 'linux') return
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (pid > 0 && worksIn(paths.cluster, pid)) killIfThere(pid)
  }
}

const killIfThere = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself in this moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
