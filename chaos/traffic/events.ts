import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../random.ts'
import { createPost, type Faults, insist } from './post.ts'
import type { Traffic } from './traffic.ts'

/** SDKs of a shop's servers: batches of one to ten events, the same batch again until it is taken. */
export const startEvents = (
  {
    url,
    writeKey,
    senders,
    pauseMs,
  }: {
    url: string
    writeKey: string
    senders: number
    pauseMs: number
  },
  random: Random,
  faults: Faults,
): Traffic => {
  const post = createPost(senders)
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  const taken: string[] = []
  let repeats = 0
  let stopped = false
  const run = async (sender: number) => {
    for (let number = 0; !stopped; ) {
      const ids = Array.from(
        { length: 1 + random.below(10) },
        () => `event ${sender} ${String(number++).padStart(6, '0')}`,
      )
      const batch = ids.map((messageId) => ({
        type: 'page',
        messageId,
        anonymousId: `device-${sender}`,
        name: 'Product',
        properties: { path: '/shoes' },
        timestamp: new Date().toISOString(),
      }))
      const body = JSON.stringify({ batch, sentAt: new Date().toISOString() })
      const send = () => post(`${url}/v1/batch`, body, { authorization })
      await insist(send, faults, () => random.between(50, 250))
      taken.push(...ids)
      if (random.chance(0.1)) {
        repeats += ids.length
        await insist(send, faults, () => random.between(50, 250))
      }
      await delay(random.between(0, 2 * pauseMs))
    }
  }
  const running = Promise.all(Array.from({ length: senders }, (_, sender) => run(sender)))
  return {
    name: 'events',
    taken,
    repeats: () => repeats,
    stop: async () => {
      stopped = true
      await running
    },
  }
}
