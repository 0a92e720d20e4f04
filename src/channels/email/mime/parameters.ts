import { decodeCharset } from './charset.ts'
import { decodeRaw } from './fields.ts'
import { decodeWords } from './words.ts'

export type HeaderValue = { value: string; parameters: Map<string, string> }

const MOST_PARAMETERS = 200

/** Cuts at `;` outside quotes. */
const cut = (text: string): string[] => {
  const pieces: string[] = []
  let piece = ''
  let quoted = false
  for (let at = 0; at < text.length && pieces.length < MOST_PARAMETERS; at++) {
    const char = text[at] ?? ''
    if (quoted && char === '\\') {
      piece += char + (text[++at] ?? '')
      continue
    }
    if (char === '"') quoted = !quoted
    if (char === ';' && !quoted) {
      pieces.push(piece)
      piece = ''
    } else piece += char
  }
  return [...pieces, piece]
}

const unquote = (text: string): string =>
  text.startsWith('"') ? text.replace(/^"|"$/g, '').replace(/\\(.)/gs, '$1') : text

const percentBytes = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )

type Segment = { order: number; encoded: boolean; text: string }

/** RFC 2231: `name*0*=utf-8'ja'%E3%81; name*1=…`, in whatever order they come. */
const join = (segments: Segment[]): string => {
  const sorted = [...segments].sort((a, b) => a.order - b.order)
  const first = sorted[0]
  if (!sorted.some((segment) => segment.encoded))
    return decodeWords(sorted.map((segment) => segment.text).join(''))
  const declared = first?.encoded ? /^([^']*)'[^']*'/.exec(first.text) : null
  const bytes = sorted.map((segment, index) => {
    const text = index === 0 && declared ? segment.text.slice(declared[0].length) : segment.text
    return segment.encoded ? percentBytes(text) : Buffer.from(text, 'utf8')
  })
  return decodeCharset(Buffer.concat(bytes), declared?.[1])
}

/**
 * `text/plain; charset="x"; name*0*=…`. The raw bytes become text before quotes are read,
 * because the second byte of a Shift_JIS or ISO-2022-JP character may be a backslash or a quote.
 */
export const readParameters = (raw: string): HeaderValue => {
  const [value = '', ...rest] = cut(decodeRaw(raw))
  const found = new Map<string, Segment[]>()
  for (const piece of rest) {
    const equals = piece.indexOf('=')
    if (equals < 0) continue
    const key = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(piece.slice(0, equals).trim().toLowerCase())
    if (!key?.[1]) continue
    // `filename` and `filename*` may both be there; the encoded one is the better.
    const order = key[2] === undefined ? (key[3] ? -1 : -2) : Number(key[2])
    const segments = found.get(key[1]) ?? []
    if (segments.some((segment) => segment.order === order)) continue
    segments.push({ order, encoded: key[3] === '*', text: unquote(piece.slice(equals + 1).trim()) })
    found.set(key[1], segments)
  }
  const parameters = new Map<string, string>()
  for (const [key, segments] of found) {
    const whole = segments.find((segment) => segment.order === -1)
    const pieces = segments.filter((segment) => segment.order >= 0)
    parameters.set(key, join(whole ? [whole] : pieces.length ? pieces : segments))
  }
  return { value: value.replace(/\(.*/s, '').trim().toLowerCase(), parameters }
}
