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
 * Whose a mail is that could not be read. Theirs: it says that it is from them, or names them and does not say whom it is
 * from. Another's: it says that it is from somebody else, also where it names them. Unclear: it does not say whom it is
 * from, and may name them where it is encrypted or garbled. `anyMention`: of our own.
 */
export const whoseMail = (
  raw: Buffer,
  addresses: readonly string[],
  anyMention: boolean,
): 'theirs' | 'anothers' | 'unclear' => {
  const wanted = addresses.length > 0 ? anyOf(addresses) : undefined
  const readings = readingsOf(raw)
  const from = [...headOf(readings[0]!).matchAll(senders)].map((match) => match[1]!)
  const names = from.filter((one) => /[^\s<]@[^\s>]/.test(one))
  if (!wanted || !readings.some((one) => wanted.test(one)))
    return names.length === 0 ? 'unclear' : 'anothers'
  return anyMention || names.length === 0 || names.some((one) => wanted.test(one))
    ? 'theirs'
    : 'anothers'
}
