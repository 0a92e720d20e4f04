import type { ParsedAttachment } from '../channel.ts'
import { cleanLine, cleanText } from './clean.ts'
import { decodeCharset } from './mime/charset.ts'
import { decodeRaw, rawField, textField } from './mime/fields.ts'
import { unflow } from './mime/flowed.ts'
import { decodeTransfer } from './mime/transfer.ts'
import { type Part, readHead } from './mime/tree.ts'
import { fileName } from './names.ts'

/** A stretch of the mail to be read: as text, as HTML, or as both when the sender gave a choice. */
export type Segment = { text?: string; html?: string }

export type Bodies = { segments: Segment[]; attachments: ParsedAttachment[] }

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

const readAttachment = (part: Part, order: number): ParsedAttachment => {
  const bytes = decodeTransfer(part.body, part.encoding)
  const id = contentId(part)
  return {
    name: fileName(declaredName(part, bytes), part.type, order),
    type: part.type,
    bytes,
    inline: false,
    ...(id ? { contentId: id } : {}),
  }
}

/** A multipart without parts is what a broken program made of a text. */
const isBody = (part: Part, found: Bodies): boolean =>
  /^(text\/(plain|html)$|multipart\/)/.test(part.type) &&
  part.disposition !== 'attachment' &&
  (!part.fileName || found.segments.length === 0)

const readAlternative = (part: Part, found: Bodies): void => {
  const choice: Segment = {}
  for (const child of part.children) {
    const branch: Bodies = { segments: [], attachments: found.attachments }
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
    found.segments.push(
      part.type === 'text/html' ? { html: readHtml(part, bytes) } : { text: readText(part, bytes) },
    )
  } else if (part.body.length || part.fileName) {
    found.attachments.push(readAttachment(part, found.attachments.length + 1))
  }
}

/** What is to be read and what is to be downloaded. Invitations and attached mails are attachments. */
export const readBodies = (root: Part): Bodies => {
  const found: Bodies = { segments: [], attachments: [] }
  collect(root, found)
  return found
}
