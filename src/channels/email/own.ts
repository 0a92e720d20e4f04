import { type Field, textField } from './mime/fields.ts'

/** Names the mails that Engawa wrote, should a relay give them another Message-ID. */
export const ownHeader = 'X-Engawa'

export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/** `<id.signature@domain>`: the same for every attempt, and nobody else can make one up. */
export const ownMessageId = (id: string, address: string, sign: (text: string) => string): string =>
  `<${id}.${sign(id).slice(0, 16)}@${domainOf(address)}>`

/** Says only that it looks like ours; whoever knows what was sent compares the id. */
export const looksOwn = (
  fields: Field[],
  messageId: string | undefined,
  from: string,
  address: string,
): boolean => {
  if (from !== address.toLowerCase()) return false
  const ours = /^<[\w-]{1,64}\.[\w-]{16}@([^<>@]+)>$/.exec(messageId ?? '')
  return (
    ours?.[1]?.toLowerCase() === domainOf(address) || !!textField(fields, ownHeader.toLowerCase())
  )
}
