import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** Bytes by their SHA-256, so that a repeat costs nothing and a name can never escape the folder. */
export type FileStore = {
  /** Durable when it resolves. */
  write: (bytes: Uint8Array) => Promise<{ sha256: string; bytes: number }>
  read: (sha256: string) => Promise<Buffer>
  stream: (sha256: string) => Readable
  /**
   * Takes bytes away that nothing names, as `isNamed` says once nobody can begin to rely on them any more. Left alone
   * when somebody wrote them again within the last `quietMs`: false, to be asked again later.
   */
  remove: (
    sha256: string,
    options: { isNamed: () => Promise<boolean>; quietMs: number },
  ) => Promise<boolean>
}

export const openFolderStore = (folder: string): FileStore => {
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a file name')
    return join(folder, sha256.slice(0, 2), sha256)
  }
  return {
    read: (sha256) => readFile(pathOf(sha256)),
    stream: (sha256) => createReadStream(pathOf(sha256)),
    write: async (bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const path = pathOf(sha256)
      // Touched, so that whoever is about to take it away sees that it is wanted again.
      if (!(await hasSize(path, bytes.byteLength)) || !(await touch(path)))
        await writeDurably(path, bytes)
      return { sha256, bytes: bytes.byteLength }
    },
    remove: async (sha256, { isNamed, quietMs }) => {
      const path = pathOf(sha256)
      const aside = `${path}.gone`
      try {
        // Out of reach first: from here on a writer writes anew.
        await rename(path, aside)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
        throw error
      }
      const { mtimeMs } = await stat(aside)
      const isQuiet = Date.now() - mtimeMs >= quietMs
      if (!isQuiet || (await isNamed())) {
        await rename(aside, path)
        return isQuiet
      }
      await unlink(aside)
      await syncFolder(dirname(path))
      return true
    },
  }
}

const hasSize = (path: string, size: number) =>
  stat(path).then(
    (found) => found.size === size,
    () => false,
  )

const touch = async (path: string) => {
  const now = new Date()
  return utimes(path, now, now).then(
    () => true,
    () => false,
  )
}

/** Written aside, synced, renamed, folder synced: after a power cut it is whole or absent. */
const writeDurably = async (path: string, bytes: Uint8Array) => {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  try {
    const handle = await open(aside, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, path)
  } catch (error) {
    await unlink(aside).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
  if (!made) return
  // A new folder is an entry of the one above it.
  await syncFolder(dirname(dirname(path)))
  await syncFolder(dirname(made))
}

const syncFolder = async (path: string) => {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
