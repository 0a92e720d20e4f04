import type { ImapFlow, MailboxObject } from 'imapflow'
import type { WatchTools } from '../channel.ts'
import { type Cursor, keyOf, startCursor } from './cursor.ts'
import { isMailFailure } from './failure.ts'
import { fetchMails, groupMails } from './fetch-mails.ts'
import { listUids } from './list-uids.ts'
import type { EmailSettings } from './settings.ts'
import { usualPauses, waitForMail } from './wait-for-mail.ts'
import { withMailbox } from './with-mailbox.ts'

/** Takes everything above the cursor, saving it after each group; returns the new position. */
const takeNew = async (client: ImapFlow, from: Cursor, tools: WatchTools): Promise<Cursor> => {
  let cursor = from
  // One group is being stored while the next is fetched.
  let storing: Promise<unknown> = Promise.resolve()
  const store = async (mails: { uid: number; raw: Buffer }[], next: Cursor) => {
    const inputs = mails.map(({ uid, raw }) => ({ raw, key: keyOf(next, uid) }))
    if (inputs.length) await tools.receiveAll(inputs)
    await tools.saveCursor(next)
  }
  try {
    for await (const { uids, to } of listUids(client, cursor, cursor.uid)) {
      for (const group of await groupMails(client, uids)) {
        tools.signal.throwIfAborted()
        const mails = await fetchMails(client, group)
        if (mails.length < group.length)
          tools.log('mail was gone before it could be fetched', {
            count: group.length - mails.length,
          })
        await storing
        cursor = { ...cursor, uid: group.at(-1) ?? cursor.uid }
        storing = store(mails, cursor)
        // Looked at before the next group is stored; until then it is nobody's.
        storing.catch(() => {})
      }
      cursor = { ...cursor, uid: Math.max(cursor.uid, to) }
    }
  } finally {
    await storing
  }
  return cursor
}

const follow = async (
  client: ImapFlow,
  mailbox: MailboxObject,
  tools: WatchTools,
  { user, host }: EmailSettings['imap'],
  pauses: typeof usualPauses,
): Promise<void> => {
  const saved = await tools.readCursor()
  const { uidValidity, uidNext, exists } = mailbox
  let cursor = startCursor(saved, { uidValidity, uidNext, exists, user, host }, new Date())
  // The first position counts from now on, even when no mail comes before the next start.
  await tools.saveCursor(cursor)
  await tools.report({ ok: true })
  // News that arrives while mail is being fetched must not wait for the next look.
  let news = false
  client.on('exists', () => {
    news = true
  })
  while (!tools.signal.aborted) {
    news = false
    cursor = await takeNew(client, cursor, tools)
    await tools.report({ ok: true })
    if (!news) await waitForMail(client, tools.signal, pauses)
  }
}

/**
 * Follows INBOX without altering it. Each mail is given to `receiveAll` under the key of its number.
 * Throws when the server refuses or the connection is lost, after it was reported.
 */
export const watch = async (
  settings: EmailSettings,
  tools: WatchTools,
  pauses = usualPauses,
): Promise<void> => {
  if (tools.signal.aborted) return
  try {
    await withMailbox(settings, tools, (client, mailbox) =>
      follow(client, mailbox, tools, settings.imap, pauses),
    )
  } catch (error) {
    if (tools.signal.aborted) return
    if (isMailFailure(error))
      await tools.report({
        ok: false,
        code: error.code,
        ...(error.detail ? { detail: error.detail } : {}),
      })
    throw error
  }
}
