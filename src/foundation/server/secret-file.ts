import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { ReadSecrets, Secrets } from './seal.ts'

/** Where the secrets come from: the environment, else the file `secret` in the data folder. */
export type SecretSource = {
  secret: string | undefined
  oldSecret: string | undefined
  dataFolder: string
}

/** How long a process may go on with what it knows of the file, in milliseconds. */
export const secretAgeMs = 1000

const pathIn = (folder: string) => join(folder, 'secret')
export const newSecret = () => randomBytes(32).toString('base64url')

/** The present secret on the first line; below it earlier ones, until nothing is sealed with them any more. */
const parse = (text: string): Secrets => {
  const [now = '', ...old] = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return { now, old }
}
const format = ({ now, old }: Secrets) => `${[now, ...old].join('\n')}\n`

const given = ({ secret, oldSecret }: SecretSource): Secrets | undefined =>
  secret ? { now: secret, old: oldSecret && oldSecret !== secret ? [oldSecret] : [] } : undefined

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code

/** Whole and on the disk before it has its name, so that a power cut leaves the one before or this one. */
const put = (folder: string, secrets: Secrets, name: (unnamed: string, path: string) => void) => {
  const path = pathIn(folder)
  const unnamed = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(unnamed, 'wx', 0o600)
  try {
    writeSync(file, format(secrets))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    name(unnamed, path)
  } finally {
    rmSync(unnamed, { force: true })
  }
}

/** Takes the place of the file that is there. */
export const writeSecrets = (folder: string, secrets: Secrets) => {
  put(folder, secrets, renameSync)
  // Windows has no way to flush a folder.
  if (process.platform === 'win32') return
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/** What is in the file; of several processes that find none, one makes it (mode 0600, never in a backup). */
const readFile = (folder: string): Secrets => {
  try {
    return parse(readFileSync(pathIn(folder), 'utf8'))
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  put(folder, { now: newSecret(), old: [] }, nameFirst)
  return parse(readFileSync(pathIn(folder), 'utf8'))
}

/** The first one has it. A file system without links copies, which is as good but for a power cut in between. */
const nameFirst = (unnamed: string, path: string) => {
  try {
    linkSync(unnamed, path)
  } catch (error) {
    if (isCode(error, 'EEXIST')) return
    copyFileSync(unnamed, path, constants.COPYFILE_EXCL)
  }
}

export const readSecrets = (source: SecretSource): Secrets =>
  given(source) ?? readFile(source.dataFolder)

/** As `readSecrets`, but makes none: beside a server, a new secret would seal what that server cannot open. */
export const findSecrets = (source: SecretSource): Secrets | undefined => {
  try {
    return given(source) ?? parse(readFileSync(pathIn(source.dataFolder), 'utf8'))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** The secrets as they are now: a rotation by another process is followed within a second. */
export const followSecrets = (source: SecretSource): ReadSecrets => {
  let secrets = readSecrets(source)
  if (given(source)) return () => secrets
  const path = pathIn(source.dataFolder)
  const markOf = () => {
    const { mtimeMs, ino } = statSync(path)
    return `${mtimeMs} ${ino}`
  }
  let mark = markOf()
  let looked = Date.now()
  return (anew = false) => {
    const now = Date.now()
    if (!anew && now - looked < secretAgeMs && now >= looked) return secrets
    looked = now
    try {
      const found = markOf()
      if (found !== mark) {
        const read = parse(readFileSync(path, 'utf8'))
        if (read.now) secrets = read
        mark = found
      }
    } catch {
      // Gone or out of reach for a moment: what is known goes on.
    }
    return secrets
  }
}
