import type { ImapFlow } from 'imapflow'
import type { Cursor } from './cursor.ts'
import { fromServer } from './imap.ts'

/** UIDs asked for at once: an answer of some hundred KB however full the mailbox is. */
const WINDOW = 20_000
/** Where fewer are found, UIDs lie far apart and more of them are asked for. */
const FEW = 1000
const HIGHEST = 0xffff_ffff

const search = async (
  client: ImapFlow,
  after: number,
  last: number,
  since?: string,
): Promise<number[]> => {
  if (after >= last) return []
  const uid = `${after + 1}:${last >= HIGHEST ? '*' : last}`
  const found = await fromServer(() =>
    client.search({ uid, ...(since ? { since: new Date(since) } : {}) }, { uid: true }),
  )
  // `n:*` always names the last mail, even below n.
  return (Array.isArray(found) ? found : []).filter((one) => one > after && one <= last)
}

/** The connection's mails with UIDs above `after` and up to `last`, in order. */
const listRange = async (client: ImapFlow, cursor: Cursor, after: number, last: number) => {
  const { since, upTo = 0 } = cursor
  const old = since ? await search(client, after, Math.min(last, upTo), since) : []
  const rest = await search(client, since ? Math.max(after, upTo) : after, last)
  return [...old, ...rest].sort((a, b) => a - b)
}

/** The same piece by piece; `to` is how far a piece reaches. Without `last`, all there are now. */
export async function* listUids(
  client: ImapFlow,
  cursor: Cursor,
  after: number,
  last = HIGHEST,
): AsyncGenerator<{ uids: number[]; to: number }> {
  const known = client.mailbox ? client.mailbox.uidNext - 1 : 0
  let at = after
  for (let width = WINDOW; at < last; ) {
    // Beyond what was there when the mailbox was opened there is only news, which is little.
    const to = at + width >= Math.min(last, known) ? last : at + width
    const uids = await listRange(client, cursor, at, to)
    yield { uids, to: to === HIGHEST ? (uids.at(-1) ?? at) : to }
    if (uids.length < FEW) width = Math.min(width * 4, HIGHEST)
    at = to
  }
}
