import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { AppError } from '../../../foundation/shared/app-error.ts'

/** Before and after inflating: what RudderStack's own server takes. */
export const requestBytes = 4 * 1024 * 1024

const inflaters = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/**
 * The JSON value of a body, whatever its content type says: SDKs send JSON as text, form or nothing.
 * Errors: `tracking.body_empty`, `tracking.body_too_large`, `tracking.body_not_inflatable`,
 * `tracking.encoding_unknown`, `tracking.not_utf8`, `tracking.not_json`.
 */
export const readBody = async (bytes: unknown, encoding: string | undefined): Promise<unknown> => {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0)
    throw new AppError('invalid', 'tracking.body_empty')
  const plain = await inflateBody(bytes, encoding)
  if (!isUtf8(plain)) throw new AppError('invalid', 'tracking.not_utf8')
  const text = plain.toString('utf8')
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    throw new AppError('invalid', 'tracking.not_json')
  }
}

const inflateBody = async (bytes: Buffer, given = ''): Promise<Buffer> => {
  const encoding = given.trim().toLowerCase().replace(/^x-/, '')
  // Some senders compress without saying so; no JSON begins with gzip's mark (RFC 1952 §2.3.1).
  const isGzip = encoding === 'gzip' || (bytes[0] === 0x1f && bytes[1] === 0x8b)
  if (!isGzip && (encoding === '' || encoding === 'identity')) return bytes
  const run = inflaters[(isGzip ? 'gzip' : encoding) as keyof typeof inflaters]
  if (!run) throw new AppError('unsupported-type', 'tracking.encoding_unknown')
  try {
    return await run(bytes, { maxOutputLength: requestBytes })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new AppError('too-large', 'tracking.body_too_large', { bytes: requestBytes })
    }
    throw new AppError('invalid', 'tracking.body_not_inflatable')
  }
}
