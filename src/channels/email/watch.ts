import type { ImapFlow } from 'imapflow'
import type { WatchTools } from '../channel.ts'
import { type Cursor, startCursor } from './cursor.ts'
import { isMailFailure } from './failure.ts'
import { guardServer } from './guard-server.ts'
import { fromServer, openImap } from './imap.ts'
import type { EmailSettings } from './settings.ts'
import { waitForMail } from './wait-for-mail.ts'

const BATCH = 25
/** A longer mail is taken this far: its text is there, its last attachment may be cut. */
const LONGEST_MAIL = 64 * 1024 * 1024

/** UIDs above the cursor in order. `n:*` always names the last mail, even below n. */
const listNew = async (client: ImapFlow, cursor: Cursor): Promise<number[]> => {
  const range = { uid: `${cursor.uid + 1}:*` }
  // Only after UIDVALIDITY changed: mail from before the connection is not brought in now.
  const since = cursor.uid === 0 && cursor.since ? { since: new Date(cursor.since) } : {}
  const found = await fromServer(() => client.search({ ...range, ...since }, { uid: true }))
  const uids = Array.isArray(found) ? found : []
  return uids.filter((uid) => uid > cursor.uid).sort((a, b) => a - b)
}

/** One mail as it lies there, read with BODY.PEEK. Nothing when it was removed meanwhile. */
const fetchRaw = async (client: ImapFlow, uid: number): Promise<Buffer | undefined> => {
  const mail = await fromServer(() =>
    client.fetchOne(String(uid), { uid: true, source: { maxLength: LONGEST_MAIL } }, { uid: true }),
  )
  return mail ? mail.source : undefined
}

/** Takes everything above the cursor, saving it after each batch; returns the new position. */
const takeNew = async (client: ImapFlow, from: Cursor, tools: WatchTools): Promise<Cursor> => {
  let cursor = from
  const uids = await listNew(client, cursor)
  for (let start = 0; start < uids.length; start += BATCH) {
    const batch = uids.slice(start, start + BATCH)
    for (const uid of batch) {
      tools.signal.throwIfAborted()
      const raw = await fetchRaw(client, uid)
      if (raw) await tools.receive(raw, `${cursor.uidValidity}:${uid}`)
      else tools.log('mail was gone before it could be fetched', { uid })
    }
    cursor = { ...cursor, uid: batch.at(-1) ?? cursor.uid }
    await tools.saveCursor(cursor)
  }
  return cursor
}

const follow = async (client: ImapFlow, tools: WatchTools): Promise<void> => {
  await fromServer(() => client.connect())
  const mailbox = await fromServer(() => client.mailboxOpen('INBOX', { readOnly: true }))
  const saved = await tools.readCursor()
  let cursor = startCursor(saved, mailbox, new Date())
  // The first position counts from now on, even when no mail comes before the next start.
  if (cursor !== saved) await tools.saveCursor(cursor)
  await tools.report({ ok: true })
  // News that arrives while mail is being fetched must not wait for the next look.
  let news = false
  client.on('exists', () => {
    news = true
  })
  while (!tools.signal.aborted) {
    news = false
    cursor = await takeNew(client, cursor, tools)
    if (!news) await waitForMail(client, tools.signal)
  }
}

/**
 * Follows INBOX without altering it. Each mail is given to `receive` under `uidvalidity:uid`.
 * Throws when the server refuses or the connection is lost, after it was reported.
 */
export const watch = async (settings: EmailSettings, tools: WatchTools): Promise<void> => {
  if (tools.signal.aborted) return
  let client: ImapFlow | undefined
  const stop = () => client?.close()
  tools.signal.addEventListener('abort', stop, { once: true })
  try {
    const server = await guardServer('imap', settings.imap.host, tools)
    tools.signal.throwIfAborted()
    client = openImap(settings, server)
    await follow(client, tools)
  } catch (error) {
    if (tools.signal.aborted) return
    if (isMailFailure(error))
      await tools.report({
        ok: false,
        code: error.code,
        ...(error.detail ? { detail: error.detail } : {}),
      })
    throw error
  } finally {
    tools.signal.removeEventListener('abort', stop)
    client?.close()
  }
}
