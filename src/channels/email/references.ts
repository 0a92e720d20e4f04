import { createHash } from 'node:crypto'
import { decodeRaw, type Field, rawField } from './mime/fields.ts'

const MOST = 100
const LONGEST = 900

/** Message ids with their angle brackets, in the order they stand. */
const readIds = (raw: string): string[] =>
  [...decodeRaw(raw).matchAll(/<\s*([^<>\s]{1,900})\s*>/g)].map((match) => `<${match[1]}>`)

/** A message's own id as `<…>`; ids without brackets occur. Nothing when missing or not usable. */
export const readMessageId = (fields: Field[]): string | undefined => {
  const raw = rawField(fields, 'message-id') ?? ''
  const bracketed = readIds(raw)[0]
  if (bracketed) return bracketed
  const bare = decodeRaw(raw).trim()
  return /^[^<>\s]+@[^<>\s]+$/.test(bare) && bare.length <= LONGEST ? `<${bare}>` : undefined
}

/** The id of a mail that carries none. Stable over redelivery of the same bytes. */
export const hashId = (raw: Uint8Array): string =>
  `sha256:${createHash('sha256').update(raw).digest('hex')}`

/** Ids that this mail answers, nearest first: In-Reply-To, then References from the newest to the oldest. */
export const readReferences = (fields: Field[]): string[] => {
  const near = fields
    .filter((field) => field.name === 'in-reply-to')
    .flatMap((field) => readIds(field.raw))
  const chain = fields
    .filter((field) => field.name === 'references')
    .flatMap((field) => readIds(field.raw))
    .reverse()
  return [...new Set([...near, ...chain])].slice(0, MOST)
}
