import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import SmtpConnection from 'nodemailer/lib/smtp-connection'
import type { HandTools } from '../channel.ts'
import type { SignedIn } from './oauth.ts'
import type { EmailSettings } from './settings.ts'

export type Envelope = { from: string; to: string[] }

/** `complete` says whether the end of the message may have left; `kept` that we ourselves kept it back. */
export type Delivery =
  | { delivered: true; refused: string[] }
  | { delivered: false; error: unknown; complete: boolean; kept: boolean }

const CHUNK = 64 * 1024
const LONGEST_DELIVERY = 10 * 60_000

/** One step of the dialogue. The library calls back for an answer and emits when the line breaks. */
const step = <T>(
  connection: SmtpConnection,
  run: (done: (error: unknown, result?: T) => void) => void,
): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    // After a 421 the library closes first and gives the server's words next.
    const closed = () =>
      setImmediate(() =>
        reject(Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' })),
      )
    connection.once('error', reject)
    connection.once('end', closed)
    run((error, result) => {
      connection.off('error', reject)
      connection.off('end', closed)
      if (error) reject(error)
      else resolve(result)
    })
  })

/** XOAUTH2, as Gmail and Microsoft 365 want it. A refused token is asked for again by the caller, not here. */
const withToken = (user: string, accessToken: string) => ({
  user,
  method: 'XOAUTH2',
  oauth2: {
    getToken: (renew: boolean, done: (error: Error | null, token?: string) => void) =>
      renew
        ? done(Object.assign(new Error('The token was refused'), { responseCode: 535 }))
        : done(null, accessToken),
    buildXOAuth2Token: (token: string) =>
      Buffer.from(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`).toString('base64'),
  },
})

type Login = Parameters<SmtpConnection['login']>[0]

const login = (connection: SmtpConnection, { smtp, accessToken }: SignedIn) =>
  step(connection, (done) =>
    connection.login(
      accessToken
        ? (withToken(smtp.user, accessToken) as unknown as Login)
        : { credentials: { user: smtp.user, pass: smtp.password } },
      done,
    ),
  )

/** Connects, encrypts and signs in, the last only where the server asks for it. */
const open = async (connection: SmtpConnection, settings: SignedIn): Promise<void> => {
  await step(connection, (done) => connection.connect(done))
  if (connection.allowsAuth) await login(connection, settings)
}

/** Connects to the address that was checked; the certificate is checked against the name. */
const create = ({ address, smtp }: EmailSettings, server: string): SmtpConnection => {
  const connection = new SmtpConnection({
    host: server,
    ...(isIP(smtp.host) ? {} : { servername: smtp.host }),
    port: smtp.port,
    secure: smtp.tls === 'tls',
    requireTLS: smtp.tls === 'starttls',
    ignoreTLS: smtp.tls === 'none',
    name: address.slice(address.lastIndexOf('@') + 1),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 120_000,
    logger: false,
  })
  // A failure between two steps would otherwise end the process.
  connection.on('error', () => {})
  return connection
}

const withConnection = async <T>(
  settings: SignedIn,
  server: string,
  signal: AbortSignal,
  use: (connection: SmtpConnection) => Promise<T>,
): Promise<T> => {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_DELIVERY)])
  limited.throwIfAborted()
  const connection = create(settings, server)
  const stop = () => connection.close()
  limited.addEventListener('abort', stop, { once: true })
  try {
    await open(connection, settings)
    const result = await use(connection)
    connection.quit()
    return result
  } catch (error) {
    connection.close()
    throw error
  } finally {
    limited.removeEventListener('abort', stop)
  }
}

/** Signs in and leaves. Throws what the server said. */
export const trySmtp = (settings: SignedIn, server: string, signal: AbortSignal): Promise<void> =>
  withConnection(settings, server, signal, async () => {})

/** Hands one message over. Never throws. */
export const deliver = async (
  settings: SignedIn,
  server: string,
  envelope: Envelope,
  message: Buffer,
  { signal, handingOver }: Pick<HandTools, 'signal' | 'handingOver'>,
): Promise<Delivery> => {
  let complete = false
  let kept = false
  const content = async function* () {
    const last = message.length - 1
    for (let at = 0; at < last; at += CHUNK) yield message.subarray(at, Math.min(at + CHUNK, last))
    kept = true
    // A server takes nothing whose end it has not seen, so doubt begins only here.
    await handingOver()
    kept = false
    complete = true
    yield message.subarray(last)
  }
  try {
    return await withConnection(settings, server, signal, async (connection) => {
      // Read as it is sent, not ahead of it.
      const source = Readable.from(content(), { highWaterMark: 1 })
      const taken = await step<{ rejected?: string[] }>(connection, (done) =>
        connection.send({ ...envelope, size: message.length }, source, done),
      )
      return { delivered: true, refused: taken?.rejected ?? [] }
    })
  } catch (error) {
    return { delivered: false, error, complete, kept }
  }
}
