import { setTimeout as delay } from 'node:timers/promises'
import { createCaller } from '../../src/foundation/testing/caller.ts'
import * as contract from '../../src/modules/web-chat/contract.ts'
import type { Random } from '../random.ts'
import { createPost, type Faults, insist } from './post.ts'
import type { Traffic } from './traffic.ts'

/** Visitors who write one message after another; what is not answered, or now and then what is, is sent again. */
export const startChat = async (
  {
    url,
    connectionId,
    visitors,
    pauseMs,
  }: {
    url: string
    connectionId: string
    visitors: number
    pauseMs: number
  },
  random: Random,
  faults: Faults,
): Promise<Traffic> => {
  const post = createPost(visitors)
  const taken: string[] = []
  let repeats = 0
  let stopped = false
  const visit = async (visitor: number) => {
    // Each at an address of their own: one address starts few visitors at once.
    const address = { 'x-forwarded-for': `198.51.100.${visitor + 1}` }
    const { token } = await createCaller(url, address).call(contract.startVisitor, {
      connectionId,
      locale: 'ja',
    })
    return async () => {
      // On a timetable, as strangers do: what was held up follows at once.
      let due = Date.now()
      for (let number = 0; !stopped; number++) {
        const text = `chat ${visitor} ${String(number).padStart(6, '0')}`
        const body = JSON.stringify({ text, clientKey: `key-${text}` })
        const send = () =>
          post(url + contract.sendVisitorMessage.path, body, { authorization: `Bearer ${token}` })
        await insist(send, faults, () => random.between(50, 250))
        taken.push(text)
        if (random.chance(0.1)) {
          repeats += 1
          await insist(send, faults, () => random.between(50, 250))
        }
        due += random.between(0, 2 * pauseMs)
        if (due > Date.now()) await delay(due - Date.now())
      }
    }
  }
  const writers = []
  for (let visitor = 0; visitor < visitors; visitor++) writers.push(await visit(visitor))
  const running = Promise.all(writers.map((write) => write()))
  return {
    name: 'chat',
    taken,
    repeats: () => repeats,
    stop: async () => {
      stopped = true
      await running
    },
  }
}
