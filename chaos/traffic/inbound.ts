import { later } from '../../bench/cleanup.ts'
import { makeFolder, signIn } from '../../bench/server.ts'
import { available, startDovecot } from '../../src/channels/email/fakes/dovecot.ts'
import type { Caller } from '../../src/foundation/testing/caller.ts'
import * as connections from '../../src/modules/connections/contract.ts'
import { mailboxSettings } from '../../src/modules/conversations/testing.ts'
import * as tracking from '../../src/modules/tracking/contract.ts'
import type { Random } from '../random.ts'
import { openVictim, until } from '../server.ts'
import { startChat } from './chat.ts'
import { startEvents } from './events.ts'
import { startMail } from './mail.ts'
import { createFaults } from './post.ts'
import type { Traffic } from './traffic.ts'

export type Inbound = Awaited<ReturnType<typeof openInbound>>

/** A brand on a server that will be killed, with people who write by mail, chat and tracked events. */
export const openInbound = async (
  random: Random,
  say: (text: string) => void,
  folder = makeFolder(),
) => {
  const victim = await openVictim(folder)
  victim.start()
  await victim.ready()
  const admin = await signIn(victim.url)
  const imap = available() ? await startDovecot('secret') : undefined
  if (imap) later(imap.stop)
  else say('no dovecot here (Debian: dovecot-imapd): without mail')
  const nowhere = { host: '127.0.0.1', port: 1 }
  const mailbox = imap && (await connect(admin, 'email', mailboxSettings(imap, nowhere, 'secret')))
  const chat = await connect(admin, 'web-chat', {})
  const source = await admin.call(tracking.createSource, { name: 'shop' })
  if (mailbox) await until('the mailbox to be watched', 60, () => isWatched(admin, mailbox))
  const faults = createFaults()
  return {
    victim,
    admin,
    mailbox,
    chat,
    faults,
    /** Everybody begins to write, about this many messages a second in all. */
    begin: async (perSecond: number): Promise<Traffic[]> => {
      const visitors = 12
      const senders = 3
      // A batch holds 5.5 events on average.
      const pauseOf = (share: number, writers: number) => (writers * 1000) / (perSecond * share)
      return [
        await startChat(
          {
            url: victim.url,
            connectionId: chat,
            visitors,
            pauseMs: pauseOf(0.35, visitors),
          },
          random,
          faults,
        ),
        startEvents(
          {
            url: victim.url,
            writeKey: source.writeKey,
            senders,
            pauseMs: pauseOf(0.4 / 5.5, senders),
          },
          random,
          faults,
        ),
        ...(imap ? [startMail(imap, { senders: 20, pauseMs: pauseOf(0.25, 1) }, random)] : []),
      ]
    },
  }
}

const connect = async (admin: Caller, channel: string, settings: Record<string, unknown>) =>
  (await admin.call(connections.createConnection, { channel, settings })).id

const isWatched = async (admin: Caller, id: string) =>
  (await admin.call(connections.getConnection, { id })).state === 'ok'
