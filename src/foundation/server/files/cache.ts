import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '../uuid.ts'

/** Bytes that can be had again, on disk, for some time. It may forget anything at any moment. */
export type FolderCache = {
  get: (key: string) => Promise<Buffer | undefined>
  /** Never throws: what could not be kept is fetched again. */
  put: (key: string, bytes: Uint8Array) => Promise<void>
}

type Kept = { name: string; bytes: number; at: number }

const listFolder = async (folder: string): Promise<Kept[]> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const kept: Kept[] = []
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found?.isFile()) kept.push({ name, bytes: found.size, at: found.mtimeMs })
  }
  return kept.sort((a, b) => a.at - b.at)
}

/** Holds at most `mostBytes`, none longer than `mostMs`; the oldest goes first. Several processes may share it. */
export const openFolderCache = (
  folder: string,
  { mostBytes, mostMs }: { mostBytes: number; mostMs: number },
): FolderCache => {
  const pathOf = (key: string) => join(folder, createHash('sha256').update(key).digest('hex'))
  let sweeping: Promise<void> = Promise.resolve()

  const sweep = async () => {
    const kept = await listFolder(folder)
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0)
    for (const { name, bytes, at } of kept) {
      if (total <= mostBytes && Date.now() - at < mostMs) break
      await unlink(join(folder, name)).catch(() => undefined)
      total -= bytes
    }
  }

  const write = async (key: string, bytes: Uint8Array) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const aside = `${pathOf(key)}.${process.pid}.${newId()}`
    try {
      await writeFile(aside, bytes, { mode: 0o600 })
      await rename(aside, pathOf(key))
    } catch (error) {
      await unlink(aside).catch(() => undefined)
      throw error
    }
    sweeping = sweeping.then(sweep)
    await sweeping
  }

  return {
    get: async (key) => {
      const path = pathOf(key)
      const found = await stat(path).catch(() => undefined)
      if (!found || Date.now() - found.mtimeMs >= mostMs) return undefined
      return readFile(path).catch(() => undefined)
    },
    put: (key, bytes) =>
      write(key, bytes).catch(() => {
        sweeping = Promise.resolve()
      }),
  }
}
