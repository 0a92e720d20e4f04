import type { ParsedInput } from '../channel.ts'
import { parseError } from '../parse-error.ts'
import { detectAutomatic } from './automatic.ts'
import { readBodies } from './bodies.ts'
import { readBounce } from './bounce.ts'
import { cleanLine } from './clean.ts'
import { type Field, rawField, textField } from './mime/fields.ts'
import { readPart } from './mime/tree.ts'
import { looksOwn } from './own.ts'
import { readAddresses } from './people.ts'
import { countNewText } from './quotes.ts'
import { makeReadable } from './readable.ts'
import { hashId, readMessageId, readReferences } from './references.ts'
import { readSender } from './sender.ts'
import type { EmailSettings } from './settings.ts'

const LONGEST_SUBJECT = 2000

/** A date without a zone is taken as UTC, lest the answer depend on where the server stands. */
const readDate = (fields: Field[]): Date | undefined => {
  const raw = (rawField(fields, 'date') ?? '')
    .slice(0, 100)
    .replace(/\([^)]*\)/g, '')
    .trim()
  if (!/\b\d{1,2}[ -]+[a-z]{3,9}[ -]+\d{2,4}\b|^\d{4}-\d\d-\d\d/i.test(raw)) return undefined
  const zoned = /([+-]\d{4}|\b[A-Z]{1,4})$/i.test(raw)
  const date = new Date(zoned ? raw : `${raw} +0000`)
  const year = date.getUTCFullYear()
  return year >= 1970 && year < 2200 ? date : undefined
}

/**
 * A mail as it was fetched, to a message. Pure and bounded: depth, number of parts and fields are
 * limited and nothing is inflated. Errors: `email.empty`, `email.no_sender`.
 */
export const parse = async (raw: Uint8Array, settings: EmailSettings): Promise<ParsedInput> => {
  const root = readPart(withoutEnvelope(raw))
  const { fields } = root
  if (!fields.length) throw parseError('email.empty')
  const charset = root.parameters.get('charset')
  const { written, from, replyTo } = readSender(fields, settings.address, charset)
  if (!from) throw parseError('email.no_sender')

  const messageId = readMessageId(fields)
  const subject = cleanLine(textField(fields, 'subject', charset) ?? '', LONGEST_SUBJECT)
  const automatic = detectAutomatic(root, from.address, subject)
  const bounce = automatic === 'bounce' ? readBounce(root) : undefined
  const { segments, attachments } = readBodies(root)
  const { text, html, pictures } = makeReadable(segments)
  const references = readReferences(fields)
  const sentAt = readDate(fields)

  return {
    kind: 'message',
    providerId: messageId ?? hashId(raw),
    from: { type: 'email', value: from.address, ...(from.name ? { name: from.name } : {}) },
    to: readAddresses(fields, 'to', charset),
    cc: readAddresses(fields, 'cc', charset),
    subject,
    text,
    newTextLength: countNewText(text),
    attachments: [...attachments, ...pictures].map((file) => ({
      ...file,
      inline: !!file.contentId && !!html?.includes(`src="cid:${file.contentId}"`),
    })),
    references: bounce?.originalId ? [...new Set([bounce.originalId, ...references])] : references,
    ...(html ? { html } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(sentAt ? { sentAt } : {}),
    ...(automatic ? { automatic } : {}),
    ...(bounce?.notice ? { bounce: bounce.notice } : {}),
    ...(looksOwn(fields, messageId, written?.address ?? '', settings.address) ? { own: true } : {}),
  }
}

/** Some stores put an mbox line or blank lines before the first field. */
const withoutEnvelope = (input: Uint8Array): Uint8Array => {
  const raw = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  let at = 0
  while (at < raw.length && at < 100 && (raw[at] === 0x0d || raw[at] === 0x0a)) at++
  if (raw.toString('latin1', at, at + 5) !== 'From ') return raw.subarray(at)
  const end = raw.indexOf(0x0a, at)
  return end < 0 ? raw.subarray(raw.length) : raw.subarray(end + 1)
}
