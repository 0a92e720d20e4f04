import type { ParsedInput } from '../channel.ts'
import { parseError } from '../parse-error.ts'
import { detectAutomatic } from './automatic.ts'
import { readBodies } from './bodies.ts'
import { readBounce } from './bounce.ts'
import { findInvitation } from './calendar.ts'
import { cleanLine } from './clean.ts'
import { readForwarded } from './forwarded.ts'
import { readDate } from './mime/date.ts'
import { textField } from './mime/fields.ts'
import { readPart } from './mime/tree.ts'
import { looksOwn } from './own.ts'
import { readAddresses } from './people.ts'
import { readProtection } from './protection.ts'
import { countNewText } from './quotes.ts'
import { makeReadable } from './readable.ts'
import { hashId, readMessageId, readReferences } from './references.ts'
import { readSender } from './sender.ts'
import type { EmailSettings } from './settings.ts'

const LONGEST_SUBJECT = 2000

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
  const invitation = findInvitation(attachments)
  const protection = readProtection(root, text)
  const forwarded = automatic ? undefined : readForwarded(subject, text, attachments)

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
    ...(invitation ? { invitation } : {}),
    ...(protection ? { protection } : {}),
    ...(forwarded ? { forwarded } : {}),
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
