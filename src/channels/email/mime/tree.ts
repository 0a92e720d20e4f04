import { type Field, rawField, readFields } from './fields.ts'
import { readParameters } from './parameters.ts'

export type Part = {
  fields: Field[]
  /** Media type in lower case, without parameters. */
  type: string
  parameters: Map<string, string>
  disposition: string
  fileName: string
  /** Content-Transfer-Encoding in lower case. */
  encoding: string
  /** Still encoded for transport. Empty for a multipart. */
  body: Uint8Array
  children: Part[]
}

const DEEPEST = 30
const MOST_PARTS = 1000
const LF = 0x0a
const CR = 0x0d

/** Where the header ends and where the body begins. */
const splitHead = (bytes: Uint8Array): [number, number] => {
  let at = 0
  while (at < bytes.length) {
    if (bytes[at] === LF) return [at, at + 1]
    if (bytes[at] === CR && bytes[at + 1] === LF) return [at, at + 2]
    const next = bytes.indexOf(LF, at)
    if (next < 0) break
    at = next + 1
  }
  return [bytes.length, bytes.length]
}

/** The header fields of a whole mail or part, its body unread. */
export const readHead = (bytes: Uint8Array): Field[] =>
  readFields(bytes.subarray(0, splitHead(bytes)[0]))

const lineEnd = (bytes: Uint8Array, from: number): number => {
  const end = bytes.indexOf(LF, from)
  return end < 0 ? bytes.length : end + 1
}

/** The bodies between the delimiter lines of one boundary. A missing last delimiter is forgiven. */
const splitBody = (body: Uint8Array, boundary: string, most: number): Uint8Array[] => {
  const haystack = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = Buffer.from(`--${boundary}`, 'utf8')
  const pieces: Uint8Array[] = []
  let start = -1
  let at = haystack.indexOf(delimiter)
  while (at >= 0) {
    const after = at + delimiter.length
    const atLineStart = at === 0 || haystack[at - 1] === LF
    const end = atLineStart ? lineEnd(haystack, after) : after
    const rest = atLineStart
      ? haystack.toString('latin1', after, Math.min(end, after + 80)).trim()
      : ''
    if (atLineStart && (rest === '' || rest === '--')) {
      if (start >= 0) {
        // The line break before a delimiter belongs to the delimiter.
        const stop = haystack[at - 2] === CR ? at - 2 : at - 1
        pieces.push(body.subarray(start, Math.max(start, stop)))
      }
      start = end
      if (rest === '--') return pieces
      if (pieces.length >= most) break
    }
    at = haystack.indexOf(delimiter, end)
  }
  if (start >= 0 && start < body.length) pieces.push(body.subarray(start))
  return pieces
}

const leaf = (body: Uint8Array, type: string, fileName: string): Part => ({
  fields: [],
  type,
  parameters: new Map(),
  disposition: 'attachment',
  fileName,
  encoding: '',
  body,
  children: [],
})

/**
 * A mail or a part of one as a tree, bounded in depth and number: what lies beyond is kept whole
 * as one attachment, so that nothing is lost. Attached mails are leaves.
 */
export const readPart = (
  bytes: Uint8Array,
  initialType = 'text/plain',
  depth = 0,
  budget = { parts: MOST_PARTS },
): Part => {
  budget.parts--
  const [headEnd, bodyStart] = splitHead(bytes)
  const fields = readFields(bytes.subarray(0, headEnd))
  const content = readParameters(rawField(fields, 'content-type') ?? '')
  const disposition = readParameters(rawField(fields, 'content-disposition') ?? '')
  const part: Part = {
    fields,
    type: /^[\w.+-]+\/[\w.+-]+$/.test(content.value) ? content.value : initialType,
    parameters: content.parameters,
    disposition: disposition.value,
    fileName: disposition.parameters.get('filename') ?? content.parameters.get('name') ?? '',
    encoding: (rawField(fields, 'content-transfer-encoding') ?? '')
      .replace(/[(;].*/s, '')
      .trim()
      .toLowerCase(),
    body: bytes.subarray(bodyStart),
    children: [],
  }
  if (!part.type.startsWith('multipart/')) return part
  const boundary = part.parameters.get('boundary')
  const pieces = boundary && depth < DEEPEST ? splitBody(part.body, boundary, MOST_PARTS) : []
  if (!pieces.length) {
    if (depth >= DEEPEST) part.type = 'application/octet-stream'
    return part
  }
  const childType = part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
  for (const piece of pieces) {
    if (budget.parts <= 0) {
      const from = piece.byteOffset - part.body.byteOffset
      part.children.push(
        leaf(part.body.subarray(from), 'application/octet-stream', 'more-parts.txt'),
      )
      break
    }
    part.children.push(readPart(piece, childType, depth + 1, budget))
  }
  part.body = new Uint8Array()
  return part
}
