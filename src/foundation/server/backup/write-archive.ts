import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { AppError } from '../../shared/app-error.ts'
import type { Manifest } from './format.ts'
import { endOfArchive, packEntry } from './tar.ts'

/** Half the size of level 1 costs twice its time on the rows of a desk; beyond 4 there is little to gain. */
const level = 4

/**
 * A gzipped tar that gets its name only when it is whole and on the disk.
 * Errors: `backup.exists`, `backup.not_written`.
 */
export const openArchive = async (path: string) => {
  if (existsSync(path)) throw new AppError('conflict', 'backup.exists', { file: path })
  const unfinished = `${path}.${process.pid}.unfinished`
  const seconds = Math.floor(Date.now() / 1000)
  const parts: Manifest['parts'] = []
  const gzip = createGzip({ level })
  const written = pipeline(gzip, createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }))
  let failure: unknown
  written.catch((error) => {
    failure = error
  })

  const write = async (bytes: Uint8Array) => {
    if (failure) throw failure
    if (bytes.byteLength > 0 && !gzip.write(bytes))
      await Promise.race([once(gzip, 'drain'), written])
  }
  const put = async (name: string, body: Uint8Array) => {
    for (const piece of packEntry(name, body, seconds)) await write(piece)
  }

  return {
    parts,
    put,
    /** As `put`, and named in the manifest. */
    putPart: async (name: string, body: Uint8Array) => {
      const sha256 = createHash('sha256').update(body).digest('hex')
      parts.push({ name, bytes: body.byteLength, sha256 })
      await put(name, body)
    },
    finish: async () => {
      await write(endOfArchive)
      gzip.end()
      await written
      await sync(unfinished, 'r+')
      await rename(unfinished, path)
      // Windows does not open folders.
      if (process.platform !== 'win32') await sync(dirname(path), 'r')
    },
    abandon: async () => {
      gzip.destroy()
      await written.catch(() => undefined)
      await rm(unfinished, { force: true })
    },
  }
}

export type Archive = Awaited<ReturnType<typeof openArchive>>

const sync = async (path: string, flags: string) => {
  const opened = await open(path, flags)
  await opened.sync().finally(() => opened.close())
}

const ofFileSystem = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EIO']

/** What the file system says about the file being written, as a coded error; the rest comes back as it is. */
export const explainWriteError = (error: unknown, file: string) => {
  const { code = '' } = error as NodeJS.ErrnoException
  return ofFileSystem.includes(code)
    ? new AppError('unavailable', 'backup.not_written', { file, reason: code })
    : error
}
