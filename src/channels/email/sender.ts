import type { Address } from '../channel.ts'
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
 * Who wrote. Distribution lists and contact forms put the mailbox's own address in From and the
 * person in X-Original-Sender, X-Original-From or Reply-To.
 */
export const readSender = (fields: Field[], ownAddress: string, charset?: string): SenderFields => {
  const first = (name: string): Address | undefined => readAddresses(fields, name, charset)[0]
  const written = first('from') ?? first('sender') ?? first('return-path')
  const answer = first('reply-to')
  const own = ownAddress.toLowerCase()
  const real =
    written?.address === own
      ? [first('x-original-from'), first('x-original-sender'), answer].find(
          (person) => person && person.address !== own,
        )
      : undefined
  const from = real
    ? withoutList({ ...real, ...(real.name || !written?.name ? {} : { name: written.name }) })
    : (written ?? daemon(fields, own))
  return { written, from, replyTo: answer && answer.address !== from?.address ? answer : undefined }
}

/** Some servers report failures from a bare `MAILER-DAEMON`. */
const daemon = (fields: Field[], own: string): Address | undefined =>
  /mailer-daemon|postmaster/i.test(textField(fields, 'from') ?? '')
    ? { address: `mailer-daemon@${own.slice(own.lastIndexOf('@') + 1)}` }
    : undefined
