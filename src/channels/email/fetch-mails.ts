import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow'
import { fromServer } from './imap.ts'

/** A longer mail is taken this far: its text is there, its last attachment may be cut. */
const LONGEST_MAIL = 64 * 1024 * 1024
/** Mails fetched, and committed, together. */
const MOST_MAILS = 100
const MOST_BYTES = 4 * 1024 * 1024

export type FetchedMail = { uid: number; raw: Buffer }

const fetch = (client: ImapFlow, uids: readonly number[], query: FetchQueryObject) =>
  fromServer(async () => {
    const found: FetchMessageObject[] = []
    for await (const mail of client.fetch(uids.join(','), { uid: true, ...query }, { uid: true }))
      found.push(mail)
    return found
  })

/** Cuts a list of UIDs where the mails together would be too long to hold. */
export const groupMails = async (
  client: ImapFlow,
  uids: readonly number[],
): Promise<number[][]> => {
  if (uids.length <= 1) return uids.length ? [[...uids]] : []
  const groups: number[][] = []
  let bytes = 0
  for (let start = 0; start < uids.length; start += MOST_MAILS) {
    const some = uids.slice(start, start + MOST_MAILS)
    const sizes = new Map(
      (await fetch(client, some, { size: true })).map(({ uid, size }) => [uid, size ?? 0]),
    )
    for (const uid of some) {
      const size = Math.min(sizes.get(uid) ?? 0, LONGEST_MAIL)
      const group = groups.at(-1)
      if (group && group.length < MOST_MAILS && bytes + size <= MOST_BYTES) {
        group.push(uid)
        bytes += size
      } else {
        groups.push([uid])
        bytes = size
      }
    }
  }
  return groups
}

/** Mails as they lie there, read with BODY.PEEK, in the order asked for. Those removed meanwhile are not among them. */
export const fetchMails = async (
  client: ImapFlow,
  uids: readonly number[],
): Promise<FetchedMail[]> => {
  const found = await fetch(client, uids, { source: { maxLength: LONGEST_MAIL } })
  const byUid = new Map(found.map(({ uid, source }) => [uid, source]))
  return uids.flatMap((uid) => {
    const raw = byUid.get(uid)
    return raw ? [{ uid, raw }] : []
  })
}
