import MailComposer from 'nodemailer/lib/mail-composer'
import type { Address, OutgoingMessage } from '../channel.ts'
import { cleanLine, cleanText } from './clean.ts'
import { ownHeader } from './own.ts'
import { quoteHtml, quoteText, textToHtml } from './quote.ts'
import type { EmailSettings } from './settings.ts'

/** The first mail of a thread and the newest: enough for every program that shows threads. */
const MOST_REFERENCES = 50

export type File = { name: string; type: string; bytes: Uint8Array }

const person = ({ address, name }: Address) => ({ name: cleanLine(name ?? '', 200), address })

const isId = (id: string): boolean => /^<[^<>\s]{1,900}>$/.test(id)

/** Thread ids from the oldest to the mail that is answered; ids that are not Message-IDs stay out. */
const chain = ({ references, inReplyTo }: OutgoingMessage): string[] => {
  const answered = inReplyTo?.providerId
  const ids = [...new Set(references)].filter((id) => id !== answered)
  const all = [...ids, ...(answered ? [answered] : [])].filter(isId)
  return all.length <= MOST_REFERENCES
    ? all
    : [...all.slice(0, 1), ...all.slice(1 - MOST_REFERENCES)]
}

/** RFC 3834 and what Exchange and older vacation programs look for. */
const machineHeaders = (message: OutgoingMessage): Record<string, string> =>
  message.automatic
    ? {
        'Auto-Submitted': message.inReplyTo ? 'auto-replied' : 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        Precedence: 'bulk',
      }
    : {}

/** RFC 8058 wants HTTPS; within one machine nobody listens in. */
const isPrivate = (url: string) => /^(https:|http:\/\/(localhost|127\.0\.0\.1)[:/])/.test(url)

/** RFC 2369, and RFC 8058 for the one click. */
const listHeaders = ({ unsubscribeUrl }: OutgoingMessage): Record<string, string> =>
  unsubscribeUrl
    ? {
        'List-Unsubscribe': `<${unsubscribeUrl}>`,
        ...(isPrivate(unsubscribeUrl)
          ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
          : {}),
      }
    : {}

/** The whole mail as it goes over the line. Files and addresses named in texts are never opened. */
export const compose = (
  settings: EmailSettings,
  message: OutgoingMessage,
  messageId: string,
  files: File[],
): Promise<Buffer> => {
  const references = chain(message)
  const answered = message.inReplyTo?.providerId
  const mail = new MailComposer({
    from: person({ address: settings.address, name: message.fromName || settings.senderName }),
    to: message.to.map(person),
    cc: message.cc.map(person),
    subject: cleanLine(message.subject, 2000),
    messageId,
    ...(answered && isId(answered) ? { inReplyTo: answered } : {}),
    ...(references.length ? { references } : {}),
    headers: {
      [ownHeader]: messageId.slice(1, messageId.lastIndexOf('@')),
      ...machineHeaders(message),
      ...listHeaders(message),
    },
    text: cleanText(message.text) + quoteText(message),
    html: `<div lang="${message.locale}">${textToHtml(cleanText(message.text))}${quoteHtml(message)}</div>`,
    attachments: files.map(({ name, type, bytes }) => ({
      filename: cleanLine(name, 255),
      contentType: cleanLine(type, 100),
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return mail.compile().build()
}
