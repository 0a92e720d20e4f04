import { setTimeout as delay } from 'node:timers/promises'
import type { Benchmark } from '../bench/figure.ts'
import { createRandom } from './random.ts'
import { checkInbound } from './traffic/check.ts'
import { openInbound } from './traffic/inbound.ts'
import { showFaults } from './traffic/post.ts'

/** kill -9 of the server at random moments while messages come in three ways. */
export const killInbound: Benchmark = {
  figures: [{ name: 'kill-inbound', unit: 'lost or doubled', target: 0 }],
  minutes: 20,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const rounds = short ? 5 : 55
    const enough = short ? 0 : 10_000
    const inbound = await openInbound(random, say)
    const { victim } = inbound
    const traffic = await inbound.begin(short ? 40 : 80)
    const total = () => traffic.reduce((all, { taken }) => all + taken.length, 0)
    let round = 0
    for (; round < rounds || (total() < enough && round < 2 * rounds); round++) {
      // Most are killed at work, some while they start.
      const early = random.chance(0.2)
      if (early) await delay(random.between(50, 2500))
      else {
        await victim.ready()
        await delay(random.between(0, short ? 2500 : 5000))
      }
      await victim.kill()
      const counts = traffic.map(({ name, taken }) => `${taken.length} ${name}`).join(', ')
      say(`kill ${round + 1}${early ? ' (starting)' : ''}; taken so far: ${counts}`)
      victim.start()
    }
    await victim.ready()
    for (const one of traffic) await one.stop()
    const { lost, doubled, wrong } = await checkInbound(inbound, traffic, say)
    const faults = showFaults(inbound.faults)
    if (faults) wrong.push(faults)
    const taken = traffic.map(
      ({ name, taken, repeats }) => `${taken.length} ${name} (${repeats()} again)`,
    )
    if (wrong.length > 0)
      throw new Error(`${lost} lost, ${doubled} doubled, and ${wrong.join('; ')}`)
    return {
      'kill-inbound': {
        value: lost + doubled,
        size: `${round} kills, seed ${seed}; ${taken.join(', ')}: ${lost} lost, ${doubled} doubled`,
      },
    }
  },
}
