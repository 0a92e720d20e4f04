import type { ParsedMessage } from '../channel.ts'
import { type Field, textField } from './mime/fields.ts'
import type { Part } from './mime/tree.ts'

/** An address at which nobody reads. */
export const robotAddress =
  /^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+._-].*)?@/

/** Machines that announce themselves only in the subject; replies to them begin with `Re:`. */
const robotSubject =
  /^\s*(【自動(返信|応答|配信|送信)】|[[［〔](自動(返信|応答|配信|送信)|auto(matic)?[ -]?reply)[\]］〕]|自動(返信|応答)(メール)?\s*[:：]|不在(通知|のお知らせ|連絡|応答)|automatic reply\s*:|auto(-| )?(reply|response)\s*:|out of (the )?office|abwesenheits|automatische antwort\s*:|réponse automatique\s*:)/i

const isReport = (root: Part, kind: string): boolean =>
  root.type === 'multipart/report' && root.parameters.get('report-type')?.toLowerCase() === kind

/** A distribution list in front of the mailbox marks every customer's mail as list mail. */
const cameThroughOwnGroup = (fields: Field[]): boolean =>
  textField(fields, 'x-original-sender') !== undefined ||
  textField(fields, 'x-google-group-id') !== undefined

/**
 * What the union of all headers in use says about a mail that no person wrote:
 * RFC 3834, Exchange, vacation(1), list software and what Japanese hosting companies send.
 */
export const detectAutomatic = (
  root: Part,
  from: string,
  subject: string,
): ParsedMessage['automatic'] => {
  const { fields } = root
  const says = (name: string): string => (textField(fields, name) ?? '').trim().toLowerCase()
  const has = (name: string): boolean => fields.some((field) => field.name === name)
  const nullSender = has('return-path') && /^<?\s*>?$/.test(says('return-path'))
  const daemon = /^(mailer-daemon|postmaster)(@|$)/.test(from)

  if (isReport(root, 'delivery-status') || has('x-failed-recipients')) return 'bounce'
  if (root.type === 'message/delivery-status' || (daemon && nullSender)) return 'bounce'
  if (isReport(root, 'disposition-notification')) return 'auto-reply'

  const submitted = says('auto-submitted').replace(/[;\s].*/s, '')
  if (submitted === 'auto-replied') return 'auto-reply'
  const replyMarks = [
    'x-autoreply',
    'x-autorespond',
    'x-autoresponse',
    'x-auto-reply-from',
    'x-loop',
    'x-mail-autoreply',
    'x-fc-machinegenerated',
  ]
  if (replyMarks.some((name) => has(name) && !/^(no|false|0)$/.test(says(name))))
    return 'auto-reply'
  const precedence = says('precedence')
  if (/^auto[_-]?reply/.test(precedence) || robotSubject.test(subject)) return 'auto-reply'

  const group = cameThroughOwnGroup(fields)
  if (submitted && submitted !== 'no') return 'bulk'
  if (/^(bulk|junk)/.test(precedence) || (precedence === 'list' && !group)) return 'bulk'
  if (has('x-auto-response-suppress') && says('x-auto-response-suppress') !== 'none') return 'bulk'
  if (
    !group &&
    fields.some((field) => /^list-(id|post|unsubscribe|help|owner|archive)$/.test(field.name))
  )
    return 'bulk'
  if (nullSender) return 'auto-reply'
  // A contact form writes as no-reply and says in Reply-To whom to answer.
  if (robotAddress.test(from) && !has('reply-to')) return 'bulk'
  return undefined
}
