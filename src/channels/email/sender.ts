import type { Address } from '../channel.ts'
import { robotAddress } from './automatic.ts'
import { type Field, textField } from './mime/fields.ts'
import { readAddresses } from './people.ts'

export type SenderFields = {
  /** The address in the From header, whoever really wrote. */
  written: Address | undefined
  from: Address | undefined
  replyTo: Address | undefined
}

/** `'Taro' via Support` as lists write it, without the list. */
const withoutList = ({ address, name }: Address): Address => {
  const person = name?.replace(/\s+(via|\(経由\)).*$/i, '').replace(/^'|'$/g, '')
  return { address, ...(person ? { name: person } : {}) }
}

/**
 * Whether a list put its own address in From, as lists do whose members' domains have a DMARC policy: it says `via`,
 * or its List-Id or List-Post is of that very address.
 */
const isList = (fields: Field[], { address, name }: Address): boolean => {
  if (/\s(via\s|\(経由\)|（経由）)/i.test(name ?? '')) return true
  const [local = '', domain = ''] = address.split('@')
  const id = (textField(fields, 'list-id') ?? '').toLowerCase()
  const post = (textField(fields, 'list-post') ?? '').toLowerCase()
  return id.includes(`<${local}.${domain}>`) || post.includes(`mailto:${address}`)
}

/**
 * Who wrote. Distribution lists and contact forms put the mailbox's own address, the list's or a no-reply one in From
 * and the person in X-Original-Sender, X-Original-From or Reply-To.
 */
export const readSender = (fields: Field[], ownAddress: string, charset?: string): SenderFields => {
  const first = (name: string): Address | undefined => readAddresses(fields, name, charset)[0]
  const written = first('from') ?? first('sender') ?? first('return-path')
  const answer = first('reply-to')
  const own = ownAddress.toLowerCase()
  const isRewritten = written !== undefined && isList(fields, written)
  const real =
    written?.address === own || isRewritten || (written && robotAddress.test(written.address))
      ? [first('x-original-from'), first('x-original-sender'), answer].find(
          (person) => person && person.address !== own && person.address !== written?.address,
        )
      : undefined
  const from = real
    ? withoutList({ ...real, ...(real.name || !written?.name ? {} : { name: written.name }) })
    : (written ?? daemon(fields, own))
  // An answer to ourselves would reach nobody.
  const isElsewhere = answer && answer.address !== from?.address && answer.address !== own
  return { written, from, replyTo: isElsewhere ? answer : undefined }
}

/** Some servers report failures from a bare `MAILER-DAEMON`. */
const daemon = (fields: Field[], own: string): Address | undefined =>
  /mailer-daemon|postmaster/i.test(textField(fields, 'from') ?? '')
    ? { address: `mailer-daemon@${own.slice(own.lastIndexOf('@') + 1)}` }
    : undefined
