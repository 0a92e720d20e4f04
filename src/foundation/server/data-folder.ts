import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { explainFolderError, refuseStart } from './refuse-start.ts'

const SQLITE_BUSY = 5

/** Out of the garbage collector's reach: it would close a forgotten lock and so give the folder away. */
const locks = new Set<DatabaseSync>()

/**
 * Makes the data folder (mode 0700) and holds it for this process alone until `release` or the process's end.
 * Throws `start.folder_in_use` (facts: `pid`) when another process holds it.
 */
export const openDataFolder = (path: string) => {
  const folder = resolve(path)
  try {
    makePrivate(folder)
    return { path: folder, release: lock(folder) }
  } catch (error) {
    throw explainFolderError(error, folder)
  }
}

const makePrivate = (folder: string) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform === 'win32') return
  const { mode, uid } = statSync(folder)
  // An owner may have opened the way through (the database runs as another user then), never reading or writing.
  if (mode & 0o066 && uid === process.geteuid?.()) chmodSync(folder, mode & 0o711)
}

/**
 * SQLite's exclusive transaction is the one kernel file lock that Node reaches without an add-on: it is atomic, ends
 * with its process however that dies, and does not mind reused process ids or two containers on one folder.
 */
const lock = (folder: string) => {
  const holderFile = join(folder, 'lock.pid')
  const held = new DatabaseSync(join(folder, 'lock'))
  try {
    held.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    held.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
    throw inUse(folder, readHolder(holderFile))
  }
  locks.add(held)
  writeFileSync(holderFile, `${process.pid}\n`, { mode: 0o600 })
  return () => {
    if (locks.delete(held)) held.close()
  }
}

const readHolder = (file: string) => {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

const inUse = (folder: string, pid: number | undefined) =>
  refuseStart(
    'start.folder_in_use',
    `Another Engawa process${pid ? ` (process ${pid})` : ''} is already using the data folder ${folder}. ` +
      'Stop that one first, or give this one a folder of its own with ENGAWA_DATA.',
    { folder, pid },
  )
