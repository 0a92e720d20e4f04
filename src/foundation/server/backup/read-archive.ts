import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { AppError } from '../../shared/app-error.ts'
import {
  filesFolder,
  formatVersion,
  type Header,
  header,
  headerName,
  type Manifest,
  manifest,
  manifestName,
  type Progress,
} from './format.ts'
import { type Entry, unpack } from './tar.ts'

/** Errors: `backup.damaged`; a file that cannot be read keeps the file system's error. */
export async function* readArchive(path: string): AsyncGenerator<Entry> {
  const file = createReadStream(path)
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  try {
    yield* unpack(file.pipe(gunzip))
  } catch (error) {
    throw isOfGzip(error) ? new AppError('invalid', 'backup.damaged') : error
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

const isOfGzip = (error: unknown) => /^Z_/.test((error as { code?: string }).code ?? '')

export const sha256Of = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')

/**
 * Reads the whole file and proves it to be what was written: every part, every file, to the end.
 * Errors: `backup.not_one`, `backup.newer_format`, `backup.damaged`.
 */
export const checkArchive = async (path: string, progress: Progress) => {
  let head: Header | undefined
  let end: Manifest | undefined
  const parts: Manifest['parts'] = []
  const files = { count: 0, bytes: 0 }
  let entries = 0
  for await (const { name, body } of readArchive(path)) {
    if (end) throw damaged()
    if (!head) head = readHeader(name, body)
    else if (name === manifestName) end = parse(body, manifest)
    else if (name.startsWith(`${filesFolder}/`)) {
      if (`${filesFolder}/${sha256Of(body)}` !== name) throw damaged()
      files.count += 1
      files.bytes += body.byteLength
    } else parts.push({ name, bytes: body.byteLength, sha256: sha256Of(body) })
    entries += 1
    progress({ step: 'check', name: 'archive', count: entries })
  }
  if (!head || !end || JSON.stringify(parts) !== JSON.stringify(end.parts)) throw damaged()
  if (files.count !== end.files.count || files.bytes !== end.files.bytes) throw damaged()
  return { header: head, manifest: end }
}

const damaged = () => new AppError('invalid', 'backup.damaged')

const readHeader = (name: string, body: Buffer): Header => {
  if (name !== headerName) throw new AppError('invalid', 'backup.not_one')
  // Of a later format only this much is certain.
  const { format } = parse(body, header.pick({ product: true, format: true }))
  if (format > formatVersion) throw new AppError('invalid', 'backup.newer_format', { format })
  return parse(body, header)
}

const parse = <T>(body: Buffer, shape: { parse: (value: unknown) => T }): T => {
  try {
    return shape.parse(JSON.parse(body.toString()))
  } catch {
    throw damaged()
  }
}
