import type { ImapFlow, MailboxObject } from 'imapflow'
import type { SendTools } from '../channel.ts'
import { isMailFailure } from './failure.ts'
import { guardServer } from './guard-server.ts'
import { fromServer, openImap } from './imap.ts'
import { type SignedIn, signIn } from './oauth.ts'
import type { EmailSettings } from './settings.ts'

/**
 * Opens INBOX so that nothing in it can be altered, and closes the line at the end or when stopped. A token that
 * the server does not take any more is renewed once.
 */
export const withMailbox = async <T>(
  settings: EmailSettings,
  tools: SendTools,
  use: (client: ImapFlow, mailbox: MailboxObject) => Promise<T>,
): Promise<T> => {
  const address = await guardServer('imap', settings.imap.host, tools)
  const signedIn = await signIn(settings, tools)
  const { accessToken } = signedIn
  return withClient(signedIn, address, tools.signal, use, async (error) => {
    if (!accessToken || !isMailFailure(error) || error.code !== 'imap.auth_failed') throw error
    const again = await signIn(settings, tools, accessToken)
    return withClient(again, address, tools.signal, use)
  })
}

const withClient = async <T>(
  settings: SignedIn,
  address: string,
  signal: AbortSignal,
  use: (client: ImapFlow, mailbox: MailboxObject) => Promise<T>,
  refused: (error: unknown) => Promise<T> = (error) => Promise.reject(error),
): Promise<T> => {
  signal.throwIfAborted()
  const client = openImap(settings, address)
  const stop = () => client.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const failed = await fromServer(() => client.connect()).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    if (failed) return await refused(failed.error)
    const mailbox = await fromServer(() => client.mailboxOpen('INBOX', { readOnly: true }))
    return await use(client, mailbox)
  } finally {
    signal.removeEventListener('abort', stop)
    client.close()
  }
}
