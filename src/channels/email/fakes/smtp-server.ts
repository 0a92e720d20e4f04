import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerAuthentication } from 'smtp-server'

/** What the server does with the next mails, until it is told otherwise. */
export type Behaviour =
  | { kind: 'accept' }
  /** Answers with this code and text at this point of the dialogue. */
  | { kind: 'refuse'; at: 'mail' | 'rcpt' | 'data'; code: number; text: string; only?: string }
  /** Takes the whole message and breaks the line without an answer. */
  | { kind: 'die-after-data' }
  /** Breaks the line before the message is sent. */
  | { kind: 'die-at-rcpt' }

export type TakenMail = { from: string; to: string[]; raw: Buffer }

export type FakeSmtp = {
  host: string
  port: number
  mails: TakenMail[]
  behave: (behaviour: Behaviour) => void
  stop: () => Promise<void>
}

const fits = (login: Login, auth: SMTPServerAuthentication) =>
  'takes' in login ? login.takes(String(auth.accessToken ?? '')) : auth.password === login.password

const reply = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

type Login =
  | { user: string; password: string }
  | { user: string; takes: (token: string) => boolean }

/** A mail server on loopback that behaves as a test tells it. With `login`, it asks for these; `takes` makes it XOAUTH2. */
export const startFakeSmtp = async (login?: Login): Promise<FakeSmtp> => {
  const mails: TakenMail[] = []
  const sockets = new Set<Socket>()
  let behaviour: Behaviour = { kind: 'accept' }
  const refusal = (at: string, address = '') =>
    behaviour.kind === 'refuse' &&
    behaviour.at === at &&
    (!behaviour.only || behaviour.only === address)
      ? reply(behaviour.code, behaviour.text)
      : undefined
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = new SMTPServer({
    authOptional: !login,
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    logger: false,
    ...(login && 'takes' in login ? { authMethods: ['XOAUTH2'] } : {}),
    onAuth: (auth, _session, done) =>
      login && auth.username === login.user && fits(login, auth)
        ? done(null, { user: auth.username })
        : done(reply(535, '5.7.8 Authentication failed')),
    onMailFrom: (address, _session, done) => done(refusal('mail', address.address)),
    onRcptTo: (address, _session, done) => {
      if (behaviour.kind === 'die-at-rcpt') return hangUp()
      done(refusal('rcpt', address.address))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (behaviour.kind === 'die-after-data') return hangUp()
        const refused = refusal('data')
        if (refused) return done(refused)
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.server.address() as AddressInfo
  return {
    host: '127.0.0.1',
    port,
    mails,
    behave: (next) => {
      behaviour = next
    },
    stop: () =>
      new Promise((resolve) => {
        hangUp()
        server.close(() => resolve())
      }),
  }
}
