import type { ImapFlow } from 'imapflow'
import type { Reconciled, ReconcileTools } from '../channel.ts'
import { type Cursor, keyOf, readCursor } from './cursor.ts'
import { mailFailure } from './failure.ts'
import { fetchMails, groupMails } from './fetch-mails.ts'
import { listUids } from './list-uids.ts'
import type { EmailSettings } from './settings.ts'
import { withMailbox } from './with-mailbox.ts'

/** More than this is for the next time: a comparison must end. */
const MOST_TAKEN = 5000

/** Takes these in; tells how many were there and how many were not any more. */
const take = async (client: ImapFlow, uids: number[], cursor: Cursor, tools: ReconcileTools) => {
  let taken = 0
  for (const group of await groupMails(client, uids)) {
    tools.signal.throwIfAborted()
    const mails = await fetchMails(client, group)
    await tools.receiveAll(mails.map(({ uid, raw }) => ({ raw, key: keyOf(cursor, uid) })))
    taken += mails.length
  }
  return { taken, gone: uids.length - taken }
}

/**
 * Compares the UIDs of INBOX, from the connection's start up to what its loop has read, with what was received.
 * Only lists of numbers travel, in pieces; of mails only those that are missing. Errors: `imap.renumbered`.
 */
export const reconcile = async (
  settings: EmailSettings,
  tools: ReconcileTools,
): Promise<Reconciled> =>
  withMailbox(settings, tools, async (client, { uidValidity }) => {
    const cursor = readCursor(await tools.readCursor())
    if (!cursor) return { held: 0, known: 0, taken: 0 }
    const { user, host } = settings.imap
    const isOurs = (cursor.user ?? user) === user && (cursor.host ?? host) === host
    if (!isOurs || cursor.uidValidity !== String(uidValidity))
      throw mailFailure({ code: 'imap.renumbered' })
    const from = cursor.from ?? (cursor.since ? cursor.uid : 0)
    const found = { held: 0, known: 0, taken: 0 }
    for await (const { uids } of listUids(client, cursor, from, cursor.uid)) {
      tools.signal.throwIfAborted()
      const keys = uids.map((uid) => keyOf(cursor, uid))
      const known = keys.length ? await tools.known(keys) : new Set()
      const missing = uids.filter((_, index) => !known.has(keys[index]!))
      const some = missing.slice(0, Math.max(0, MOST_TAKEN - found.taken))
      const { taken, gone } = await take(client, some, cursor, tools)
      found.held += uids.length - gone
      found.known += uids.length - missing.length
      found.taken += taken
    }
    return found
  })
