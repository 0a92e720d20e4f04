import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { refuseStart } from '../refuse-start.ts'
import { type Binaries, program } from './binaries.ts'
import { databaseEnvironment } from './environment.ts'
import { explainServerText } from './explain.ts'
import { type Paths, ROLE } from './paths.ts'
import { commandFor, giveTo, type RunAs } from './run-as.ts'

export const clusterExists = ({ cluster }: Paths) => existsSync(join(cluster, 'PG_VERSION'))

/** The superuser's password: made before the first initdb, read ever after. Throws `start.password_missing`. */
export const keepPassword = (paths: Paths) => {
  const kept = readPassword(paths)
  if (kept) return kept
  if (clusterExists(paths))
    throw refuseStart(
      'start.password_missing',
      `The database in ${paths.folder} needs its file "password", which is missing. Put it back from a copy of the data folder.`,
    )
  const password = randomBytes(24).toString('hex')
  writeDurably(paths.password, `${password}\n`)
  return password
}

export const readPassword = ({ password }: Paths) => {
  try {
    return readFileSync(password, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** Never half a file, also after a power cut. */
const writeDurably = (file: string, content: string) => {
  const unfinished = openSync(`${file}.new`, 'w', 0o600)
  writeSync(unfinished, content)
  fsyncSync(unfinished)
  closeSync(unfinished)
  renameSync(`${file}.new`, file)
}

/** The major version of PostgreSQL that made the folder. */
export const majorOf = ({ cluster }: Paths) =>
  readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()

/** Throws `start.other_postgres` when another major version of PostgreSQL made the folder. */
export const checkMajor = (paths: Paths, { major }: Binaries) => {
  const { cluster } = paths
  const found = majorOf(paths)
  if (found !== major)
    throw refuseStart(
      'start.other_postgres',
      `The database in ${cluster} was made by PostgreSQL ${found}; this Engawa brings PostgreSQL ${major}, which cannot open it, and no copy of PostgreSQL ${found} was kept beside it. ` +
        `Use the Engawa release that made it, or run PostgreSQL ${found} on that folder and set DATABASE_URL.`,
      { found, expected: major },
    )
}

/** A rename outlives a power cut only once its folder is on the disk; Windows does not open folders. */
export const syncFolder = (folder: string) => {
  if (process.platform === 'win32') return
  const opened = openSync(folder, 'r')
  fsyncSync(opened)
  closeSync(opened)
}

/** initdb works in a folder beside and is renamed when it is whole, so that a kill halfway leaves nothing to repair. */
export const createCluster = async (paths: Paths, binaries: Binaries, runAs: RunAs) => {
  for (const name of await readdir(paths.folder))
    if (name.startsWith('cluster-new-'))
      await rm(join(paths.folder, name), { recursive: true, force: true })
  const unfinished = await mkdtemp(join(paths.folder, 'cluster-new-'))
  try {
    await initialise(unfinished, paths, binaries, runAs)
    await rename(join(unfinished, 'cluster'), paths.cluster)
    syncFolder(paths.folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

const initialise = async (unfinished: string, paths: Paths, binaries: Binaries, runAs: RunAs) => {
  giveTo(unfinished, runAs)
  const { command, args, options } = commandFor(runAs, program(binaries, 'initdb'), [
    '--pgdata',
    join(unfinished, 'cluster'),
    '--username',
    ROLE,
    '--pwfile',
    paths.password,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...locale(),
    '--no-instructions',
  ])
  const initdb = spawn(command, args, {
    ...options,
    cwd: unfinished,
    env: databaseEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const ended = new Promise<number | null>((resolve, reject) =>
    initdb.once('close', resolve).once('error', reject),
  )
  const [said, complained, status] = await Promise.all([
    text(initdb.stdout),
    text(initdb.stderr),
    ended,
  ])
  if (status !== 0) throw explainServerText(`${said}\n${complained}`, paths, 'could not be created')
}

/** Text sorts by code point and knows the letters of all languages, on every machine alike; only Linux has C.UTF-8 in its own C library. */
const locale = () => [
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  ...(process.platform === 'linux'
    ? ['--locale=C.UTF-8']
    : process.platform === 'darwin'
      ? ['--locale=C', '--lc-ctype=en_US.UTF-8']
      : ['--locale=C']),
]
