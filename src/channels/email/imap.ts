import { isIP } from 'node:net'
import { ImapFlow } from 'imapflow'
import {
  detailOf,
  type Failure,
  isMailFailure,
  isTlsFailure,
  mailFailure,
  readError,
} from './failure.ts'
import type { SignedIn } from './oauth.ts'

/** Server answers to a sign-in that say nothing against the password. */
const notThePassword = /^(UNAVAILABLE|LIMIT|INUSE|SERVERBUG|CONTACTADMIN)$/i

const classify = (error: unknown): Failure => {
  const known = readError(error)
  const detail = detailOf(known)
  if (known.authenticationFailed && !notThePassword.test(known.serverResponseCode ?? ''))
    return { code: 'imap.auth_failed', detail }
  if (isTlsFailure(known)) return { code: 'imap.tls', detail }
  if (known.responseStatus === 'NO' || known.responseStatus === 'BAD')
    return { code: 'imap.refused', detail }
  return { code: 'imap.unreachable', detail }
}

/** Runs one exchange with the server; whatever fails in it is the server's. */
export const fromServer = async <T>(exchange: () => Promise<T>): Promise<T> => {
  try {
    return await exchange()
  } catch (error) {
    throw isMailFailure(error) ? error : mailFailure(classify(error))
  }
}

/** A client that is not connected yet, for the address that was checked. Certificates are checked against the name; nothing is logged, for it would hold mail. */
export const openImap = ({ imap, accessToken }: SignedIn, address: string): ImapFlow => {
  const client = new ImapFlow({
    host: address,
    ...(isIP(imap.host) ? {} : { servername: imap.host }),
    port: imap.port,
    secure: imap.tls === 'tls',
    ...(imap.tls === 'tls' ? {} : { doSTARTTLS: imap.tls === 'starttls' }),
    auth: { user: imap.user, ...(accessToken ? { accessToken } : { pass: imap.password }) },
    clientInfo: { name: 'Engawa' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 10_000,
    socketTimeout: 120_000,
  })
  // Every failure also rejects the command that was waiting; without a listener it would end the process.
  client.on('error', () => {})
  return client
}
