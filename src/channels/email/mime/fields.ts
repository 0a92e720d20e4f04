import { decodeCharset } from './charset.ts'
import { decodeWords } from './words.ts'

/** `raw` is the unfolded value, one character a byte. */
export type Field = { name: string; raw: string }

const LONGEST_HEADER = 256 * 1024
const MOST_FIELDS = 2000
const LONGEST_FIELD = 64 * 1024

/** The header fields of a part in their order; what exceeds the bounds is not read. */
export const readFields = (header: Uint8Array): Field[] => {
  const fields: Field[] = []
  const text = Buffer.from(header.subarray(0, LONGEST_HEADER)).toString('latin1')
  let pieces: string[] = []
  const finish = () => {
    const line = pieces.join('')
    const colon = line.indexOf(':')
    if (colon > 0 && colon < 200)
      fields.push({
        name: line.slice(0, colon).trim().toLowerCase(),
        raw: line.slice(colon + 1, colon + 1 + LONGEST_FIELD).trim(),
      })
    pieces = []
  }
  for (const line of text.split(/\r?\n/)) {
    if (!/^[ \t]/.test(line)) finish()
    if (fields.length >= MOST_FIELDS) return fields
    pieces.push(line)
  }
  finish()
  return fields
}

/** Raw 8-bit or ISO-2022-JP header bytes as text; encoded words are left for later. */
export const decodeRaw = (raw: string, charset?: string): string =>
  decodeCharset(Buffer.from(raw, 'latin1'), charset)

export const rawField = (fields: Field[], name: string): string | undefined =>
  fields.find((field) => field.name === name)?.raw

/** The first field of this name that says something, decoded. */
export const textField = (fields: Field[], name: string, charset?: string): string | undefined => {
  const raw = fields.find((field) => field.name === name && field.raw !== '')?.raw
  return raw === undefined ? undefined : decodeWords(decodeRaw(raw, charset))
}
