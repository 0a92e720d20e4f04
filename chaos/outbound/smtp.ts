import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { later } from '../../bench/cleanup.ts'
import type { Random } from '../random.ts'

/** Where in its dialogue a delivery is. */
export const steps = ['connect', 'mail', 'rcpt', 'data', 'whole', 'answered'] as const
export type Step = (typeof steps)[number]

type Mood = 'accept' | 'slow' | 'later' | 'never' | 'lose-and-die' | 'take-and-die' | 'die-at-rcpt'

const moods: readonly [Mood, number][] = [
  ['accept', 0.45],
  ['slow', 0.15],
  ['later', 0.12],
  ['never', 0.08],
  ['lose-and-die', 0.07],
  ['take-and-die', 0.08],
  ['die-at-rcpt', 0.05],
]

const pickMood = (random: Random): Mood => {
  let left = random.between(0, 1)
  for (const [mood, share] of moods) {
    left -= share
    if (left < 0) return mood
  }
  return 'accept'
}

const refuse = (code: number) => Object.assign(new Error('said the chaos'), { responseCode: code })

/** A mail server of changing moods: `taken` is what it will deliver, whether or not it said so. */
export const startMoodySmtp = async (random: Random) => {
  const taken: string[] = []
  const sockets = new Set<Socket>()
  const moodOf = new Map<SMTPServerSession, Mood>()
  let calm = false
  let onStep: (step: Step) => void = () => undefined
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  const mood = (session: SMTPServerSession) => moodOf.get(session) ?? 'accept'
  /** Servers refuse at any of their answers. */
  const refusal = (session: SMTPServerSession, share: number) => {
    const code = { later: 451, never: 550 }[mood(session) as string]
    return code && random.chance(share) ? refuse(code) : undefined
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onConnect: (session, done) => {
      moodOf.set(session, calm ? 'accept' : pickMood(random))
      onStep('connect')
      done()
    },
    onClose: (session) => void moodOf.delete(session),
    onMailFrom: (_address, session, done) => {
      onStep('mail')
      done(refusal(session, 0.3))
    },
    onRcptTo: (_address, session, done) => {
      onStep('rcpt')
      if (mood(session) === 'die-at-rcpt') return hangUp()
      done(refusal(session, 0.5))
    },
    onData: (stream, session, done) => {
      onStep('data')
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        onStep('whole')
        const refused = refusal(session, 1)
        if (refused) return done(refused)
        if (mood(session) === 'lose-and-die') return hangUp()
        taken.push(Buffer.concat(chunks).toString())
        if (mood(session) === 'take-and-die') return hangUp()
        const answer = () => {
          done()
          onStep('answered')
        }
        if (mood(session) === 'slow') setTimeout(answer, random.between(200, 2500))
        else answer()
      })
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  later(() => {
    hangUp()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    taken: taken as readonly string[],
    calmDown: () => {
      calm = true
    },
    watch: (listener: (step: Step) => void) => {
      onStep = listener
    },
  }
}
