import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import SmtpConnection from 'nodemailer/lib/smtp-connection'
import type { EmailSettings } from './settings.ts'

export type Envelope = { from: string; to: string[] }

/** `complete` says whether all of the message had been handed to the connection. */
export type Delivery =
  | { delivered: true; refused: string[] }
  | { delivered: false; error: unknown; complete: boolean }

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

const login = (connection: SmtpConnection, { smtp }: EmailSettings) =>
  step(connection, (done) =>
    connection.login({ credentials: { user: smtp.user, pass: smtp.password } }, done),
  )

/** Connects, encrypts and signs in, the last only where the server asks for it. */
const open = async (connection: SmtpConnection, settings: EmailSettings): Promise<void> => {
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
  settings: EmailSettings,
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
export const trySmtp = (
  settings: EmailSettings,
  server: string,
  signal: AbortSignal,
): Promise<void> => withConnection(settings, server, signal, async () => {})

/** Hands one message over. Never throws. */
export const deliver = async (
  settings: EmailSettings,
  server: string,
  envelope: Envelope,
  message: Buffer,
  signal: AbortSignal,
): Promise<Delivery> => {
  let complete = false
  const content = function* () {
    for (let at = 0; at < message.length; at += CHUNK) yield message.subarray(at, at + CHUNK)
    complete = true
  }
  try {
    return await withConnection(settings, server, signal, async (connection) => {
      const taken = await step<{ rejected?: string[] }>(connection, (done) =>
        connection.send({ ...envelope, size: message.length }, Readable.from(content()), done),
      )
      return { delivered: true, refused: taken?.rejected ?? [] }
    })
  } catch (error) {
    return { delivered: false, error, complete }
  }
}
