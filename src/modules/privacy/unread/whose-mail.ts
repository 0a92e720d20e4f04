const signs = /[.*+?^${}()|[\]\\]/g

/** Any of the addresses, as a whole: `a@b.jp` does not stand in `aa@b.jp` nor in `a@b.jp.example`. */
const anyOf = (addresses: readonly string[]) =>
  new RegExp(
    `(?<![a-z0-9._%+-])(?:${addresses.map((one) => one.toLowerCase().replace(signs, '\\$&')).join('|')})(?![a-z0-9-]|\\.[a-z0-9])`,
  )

const longest = 8 * 1024 * 1024

/** What may stand in a raw mail: its bytes, with broken lines of quoted-printable joined, and what is base64 in it. */
const readingsOf = (raw: Buffer) => {
  const text = raw.subarray(0, longest).toString('latin1')
  const blocks = text.match(/^(?:[A-Za-z0-9+/]{40,}={0,2}\r?\n?)+/gm) ?? []
  return [
    text,
    text.replace(/=\r?\n/g, ''),
    ...blocks.map((block) => Buffer.from(block, 'base64').toString('latin1')),
  ].map((one) => one.toLowerCase())
}

const headOf = (text: string) => {
  const head = text.slice(0, 256 * 1024).split(/\r?\n\r?\n/, 1)[0]!
  return head.replace(/\r?\n[ \t]+/g, ' ')
}
const senders = /^(?:from|sender|reply-to|return-path|x-original-from):(.*)$/gim

/**
 * Whether a mail that could not be read is theirs: it says that it is from them, or names them and does not say whom it is
 * from. One that says that it is from somebody else is that person's, also where it names them. `anyMention`: of our own.
 */
export const isTheirs = (raw: Buffer, addresses: readonly string[], anyMention: boolean) => {
  if (addresses.length === 0) return false
  const wanted = anyOf(addresses)
  const readings = readingsOf(raw)
  if (!readings.some((one) => wanted.test(one))) return false
  const from = [...headOf(readings[0]!).matchAll(senders)].map((match) => match[1]!)
  const names = from.filter((one) => /[^\s<]@[^\s>]/.test(one))
  return anyMention || names.length === 0 || names.some((one) => wanted.test(one))
}
