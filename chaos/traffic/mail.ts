import { setTimeout as delay } from 'node:timers/promises'
import type { FakeImap } from '../../src/channels/email/fakes/dovecot.ts'
import { writeMail } from '../../src/modules/conversations/testing.ts'
import type { Random } from '../random.ts'
import type { Traffic } from './traffic.ts'

/** Mails that come into a mailbox on a real IMAP server; now and then one comes a second time, as lists do. */
export const startMail = (
  imap: FakeImap,
  { senders, pauseMs }: { senders: number; pauseMs: number },
  random: Random,
): Traffic => {
  const taken: string[] = []
  let repeats = 0
  let stopped = false
  const run = async () => {
    for (let number = 0; !stopped; number++) {
      const sender = random.below(senders)
      const text = `mail ${sender} ${String(number).padStart(6, '0')}`
      const raw = writeMail({
        from: `Sender ${sender} <sender-${sender}@customer.example>`,
        subject: `ご注文 ${sender}`,
        text,
        id: `<chaos-${number}@customer.example>`,
      })
      await imap.deliver(raw)
      taken.push(text)
      if (random.chance(0.05)) {
        repeats += 1
        await imap.deliver(raw)
      }
      await delay(random.between(0, 2 * pauseMs))
    }
  }
  const running = run()
  return {
    name: 'mail',
    taken,
    repeats: () => repeats,
    stop: async () => {
      stopped = true
      await running
    },
  }
}
