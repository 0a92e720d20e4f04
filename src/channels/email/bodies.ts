import type { ParsedAttachment } from '../channel.ts'
import { cleanLine, cleanText } from './clean.ts'
import { decodeCharset } from './mime/charset.ts'
import { readDate } from './mime/date.ts'
import { decodeRaw, rawField, textField } from './mime/fields.ts'
import { unflow } from './mime/flowed.ts'
import { decodeTransfer } from './mime/transfer.ts'
import { type Part, readHead } from './mime/tree.ts'
import { fileName } from './names.ts'
import { readAddresses } from './people.ts'
import { unpackTnef } from './tnef.ts'
import { takeUuencoded } from './uuencode.ts'

/** A stretch of the mail to be read: as text, as HTML, or as both when the sender gave a choice. */
export type Segment = { text?: string; html?: string }

/** `packed` is what a winmail.dat says: read only where nothing else does. */
export type Bodies = { segments: Segment[]; attachments: ParsedAttachment[]; packed: Segment[] }

const readText = (part: Part, bytes: Uint8Array): string => {
  const text = cleanText(decodeCharset(bytes, part.parameters.get('charset')))
  const flowed = part.parameters.get('format')?.toLowerCase() === 'flowed'
  return flowed ? unflow(text, part.parameters.get('delsp')?.toLowerCase() === 'yes') : text
}

const readHtml = (part: Part, bytes: Uint8Array): string => {
  const start = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
  const meta = /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(start)?.[1]
  return decodeCharset(bytes, part.parameters.get('charset') ?? meta)
}

const contentId = (part: Part): string =>
  cleanLine(decodeRaw(rawField(part.fields, 'content-id') ?? ''), 300).replace(/^<|>$/g, '')

/** An attached mail is best called by its subject. */
const declaredName = (part: Part, bytes: Uint8Array): string => {
  if (part.fileName || part.type !== 'message/rfc822') return part.fileName
  const subject = textField(readHead(bytes), 'subject')
  return subject ? `${cleanLine(subject, 100)}.eml` : ''
}

const isMail = (type: string, name: string): boolean =>
  type === 'message/rfc822' || (/\.eml$/i.test(name) && type !== 'text/html')

/** What a list would show of an attached mail. */
const describeMail = (bytes: Uint8Array): ParsedAttachment['mail'] => {
  const fields = readHead(bytes.subarray(0, 256 * 1024))
  return {
    subject: cleanLine(textField(fields, 'subject') ?? '', 500),
    from: readAddresses(fields, 'from')[0] ?? null,
    sentAt: readDate(fields)?.toISOString() ?? null,
  }
}

const readAttachment = (part: Part, order: number): ParsedAttachment => {
  const bytes = decodeTransfer(part.body, part.encoding)
  const id = contentId(part)
  const name = fileName(declaredName(part, bytes), part.type, order)
  const mail = isMail(part.type, name) ? describeMail(bytes) : undefined
  return {
    name,
    type: part.type,
    bytes,
    inline: false,
    ...(id ? { contentId: id } : {}),
    ...(mail ? { mail } : {}),
  }
}

const isTnef = ({ type, fileName }: Part): boolean =>
  /^application\/(vnd\.)?ms-tnef$/.test(type) || /^winmail.{0,20}\.dat$/i.test(fileName)

/** What Outlook packed for itself, as any other program would have attached it. False when there is nothing to unpack. */
const unpack = (part: Part, found: Bodies): boolean => {
  const unpacked = unpackTnef(decodeTransfer(part.body, part.encoding))
  if (!unpacked) return false
  for (const { name, type, contentId, bytes } of unpacked.files) {
    const known = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'
    found.attachments.push({
      name: fileName(name, known, found.attachments.length + 1),
      type: known,
      bytes,
      inline: false,
      ...(contentId ? { contentId: cleanLine(contentId, 300) } : {}),
    })
  }
  found.packed.push({
    ...(unpacked.text ? { text: cleanText(unpacked.text) } : {}),
    ...(unpacked.html ? { html: decodeCharset(unpacked.html) } : {}),
  })
  return true
}

/** A multipart without parts is what a broken program made of a text. */
const isBody = (part: Part, found: Bodies): boolean =>
  /^(text\/(plain|html)$|multipart\/)/.test(part.type) &&
  part.disposition !== 'attachment' &&
  (!part.fileName || found.segments.length === 0)

const readAlternative = (part: Part, found: Bodies): void => {
  const choice: Segment = {}
  for (const child of part.children) {
    const branch: Bodies = { ...found, segments: [] }
    collect(child, branch)
    const text = branch.segments.flatMap((segment) => segment.text ?? [])
    const html = branch.segments.flatMap((segment) => segment.html ?? [])
    if (text.length && !choice.text?.trim()) choice.text = text.join('\n')
    if (html.length) choice.html = html.join('\n')
  }
  found.segments.push(choice)
}

const collect = (part: Part, found: Bodies): void => {
  if (part.type === 'multipart/alternative') readAlternative(part, found)
  else if (part.children.length) for (const child of part.children) collect(child, found)
  else if (isBody(part, found)) {
    const bytes = decodeTransfer(part.body, part.encoding)
    if (part.type === 'text/html') found.segments.push({ html: readHtml(part, bytes) })
    else {
      const { text, files } = takeUuencoded(readText(part, bytes))
      found.segments.push({ text })
      found.attachments.push(...files)
    }
  } else if (isTnef(part) && unpack(part, found)) {
    // Its files stand among the others now.
  } else if (part.body.length || part.fileName) {
    found.attachments.push(readAttachment(part, found.attachments.length + 1))
  }
}

/** What is to be read and what is to be downloaded. Invitations and attached mails are attachments. */
export const readBodies = (root: Part): Bodies => {
  const found: Bodies = { segments: [], attachments: [], packed: [] }
  collect(root, found)
  const isSilent = found.segments.every(({ text, html }) => !text?.trim() && !html?.trim())
  return isSilent && found.packed.length > 0 ? { ...found, segments: found.packed } : found
}
