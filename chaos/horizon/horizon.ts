import type { Benchmark } from '../../bench/figure.ts'
import { createRandom } from '../random.ts'
import { crash } from './crash.ts'
import { hold } from './hold.ts'
import { interleave } from './interleave.ts'

/** Nothing that reads the log may skip an event, whatever order transactions end in. */
export const horizon: Benchmark = {
  figures: [
    { name: 'horizon', unit: 'skipped, doubled or out of order', target: 0 },
    { name: 'horizon-caught-up', unit: 's', target: 2 },
  ],
  minutes: 5,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const interleaved = await interleave(random, short ? 5 : 40)
    say(`${interleaved.events} events interleaved: ${interleaved.faults} wrong`)
    const rounds = short ? 1 : 8
    const broken = await crash(rounds)
    say(`${rounds} crashes after rolled-back transactions: ${broken} places broken`)
    const held = await hold(random, short ? 5 : 20)
    say(
      `held: ${held.messages} messages, ${held.faults} wrong, lag shown ${held.lag.toFixed(1)} s, ${held.processor.toFixed(0)} % of a core`,
    )
    if (!held.lagIsVisible) throw new Error(`/metrics shows a lag of ${held.lag} s only`)
    return {
      horizon: {
        value: interleaved.faults + broken + held.faults,
        size: `seed ${seed}; ${interleaved.events} events in interleaved transactions, 5 readers; ${rounds} crashes; ${held.messages} messages while held back`,
      },
      'horizon-caught-up': {
        value: held.caughtUp,
        size: `after a foreign transaction of ${held.lag.toFixed(0)} s, as /metrics said; ${held.processor.toFixed(0)} % of a core meanwhile`,
      },
    }
  },
}
