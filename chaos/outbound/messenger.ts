import { later } from '../../bench/cleanup.ts'
import { type HttpMood, startHttpProvider } from '../../src/channels/testing/http-provider.ts'
import type { Random } from '../random.ts'

const moods: readonly [HttpMood, number][] = [
  ['accept', 0.5],
  ['busy', 0.12],
  ['refuse', 0.08],
  ['unavailable', 0.03],
  ['take-and-die', 0.15],
  ['lose-and-die', 0.12],
]

/** A messenger's provider of changing moods, that knows a repeat by its key. */
export const startMoodyMessenger = async (random: Random) => {
  const provider = await startHttpProvider(() => {
    let left = random.between(0, 1)
    for (const [mood, share] of moods) {
      left -= share
      if (left < 0) return mood
    }
    return 'accept'
  })
  later(provider.stop)
  return provider
}

export type Messenger = Awaited<ReturnType<typeof startMoodyMessenger>>
