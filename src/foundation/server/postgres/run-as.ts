import { spawnSync } from 'node:child_process'
import { chmodSync, lchownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refuseStart } from '../refuse-start.ts'
import { type Binaries, copyBinaries, program } from './binaries.ts'

/** How a database program is run: behind another program, or as another user. */
export type RunAs = { prefix: string[]; uid?: number; gid?: number }

const asMyself: RunAs = { prefix: [] }
const OUT_OF_REACH = 3

/** Inside its own user namespace root is an ordinary user who still owns root's files; `unshare` becomes the program, so the pid stays. */
const asNamespaceUser: RunAs = {
  prefix: ['unshare', '-U', '--map-user=1000', '--map-group=1000', '--'],
}

/** The command line and spawn options of one program. */
export const commandFor = ({ prefix, uid, gid }: RunAs, file: string, args: string[]) => {
  const [command, ...rest] = [...prefix, file, ...args]
  return { command: command!, args: rest, options: uid === undefined ? {} : { uid, gid } }
}

/**
 * PostgreSQL refuses to run as root, so root needs somebody else who reaches both the folder and the programs.
 * Throws `start.root_needs_user` when nobody does.
 */
export const chooseRunAs = async (
  folder: string,
  binaries: Binaries,
): Promise<{ runAs: RunAs; binaries: Binaries }> => {
  if (process.platform === 'win32' || process.geteuid?.() !== 0)
    return { runAs: asMyself, binaries }
  for (const runAs of candidates(folder)) {
    openTheWay(folder, runAs)
    giveTo(folder, runAs)
    const status = tryOut(runAs, folder, binaries)
    if (status === 0) return { runAs, binaries }
    if (status === OUT_OF_REACH || status === undefined) continue
    const copy = await copyBinaries(binaries, folder)
    giveTo(folder, runAs)
    if (tryOut(runAs, folder, copy) === 0) return { runAs, binaries: copy }
  }
  throw refuseStart(
    'start.root_needs_user',
    `PostgreSQL does not run as root, and no ordinary user can reach ${folder} here (user namespaces are not available). ` +
      'Start Engawa as an ordinary user, or set ENGAWA_DATA to a folder that others may enter, for example /var/lib/engawa.',
  )
}

const candidates = (folder: string): RunAs[] => {
  const owner = statSync(folder)
  if (owner.uid !== 0) return [{ prefix: [], uid: owner.uid, gid: owner.gid }]
  return [asNamespaceUser, ...ownerAbove(folder), ...account('postgres'), ...account('nobody')]
}

/** Under somebody's private home only that person gets in. */
const ownerAbove = (folder: string): RunAs[] => {
  for (let at = dirname(folder); at !== dirname(at); at = dirname(at)) {
    const { uid, gid } = statSync(at)
    if (uid !== 0) return [{ prefix: [], uid, gid }]
  }
  return []
}

const account = (name: string): RunAs[] => {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? [{ prefix: [], uid: Number(uid), gid: Number(gid) }] : []
}

/** Exit status of reaching the folder and the programs; undefined when this way of running does not exist here. */
const tryOut = (runAs: RunAs, folder: string, binaries: Binaries) => {
  const script = `cd -- "$0" || exit ${OUT_OF_REACH}; exec "$1" --version`
  const { command, args, options } = commandFor(runAs, '/bin/sh', [
    '-c',
    script,
    folder,
    program(binaries, 'postgres'),
  ])
  const tried = spawnSync(command, args, { ...options, cwd: '/', stdio: 'ignore', timeout: 10_000 })
  // `unshare` itself ends with 1 where namespaces are blocked.
  if (tried.error || (runAs.prefix.length > 0 && tried.status === 1)) return undefined
  return tried.status ?? undefined
}

/** The data folder above is ours and private: others may pass through it, not read it. */
const openTheWay = (folder: string, { uid }: RunAs) => {
  const above = statSync(dirname(folder))
  if (uid !== undefined && above.uid === 0 && (above.mode & 0o011) !== 0o011)
    chmodSync(dirname(folder), above.mode | 0o011)
}

/** Makes a file or folder the property of the user that runs PostgreSQL, where that is another one. */
export const giveTo = (path: string, runAs: RunAs) => {
  if (runAs.uid === undefined || runAs.gid === undefined) return
  lchownSync(path, runAs.uid, runAs.gid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path)) giveTo(join(path, name), runAs)
}
