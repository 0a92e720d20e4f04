import { setTimeout as delay } from 'node:timers/promises'
import type { Benchmark } from '../bench/figure.ts'
import { createRandom } from './random.ts'
import { until, type Victim } from './server.ts'
import { checkInbound } from './traffic/check.ts'
import { openInbound } from './traffic/inbound.ts'
import { showFaults } from './traffic/post.ts'

/** The database is killed under a server that goes on: it says so, takes nothing, and comes back by itself. */
export const killDatabase: Benchmark = {
  figures: [
    { name: 'kill-database', unit: 'lost or doubled', target: 0 },
    { name: 'kill-database-back', unit: 's', target: 15 },
  ],
  minutes: 10,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const rounds = short ? 3 : 25
    const inbound = await openInbound(random, say)
    const { victim } = inbound
    const server = victim.pid()
    const traffic = await inbound.begin(short ? 40 : 60)
    const wrong: string[] = []
    const seconds: number[] = []
    for (let round = 0; round < rounds; round++) {
      await delay(random.between(500, 5000))
      // The first process and all of its children, as an out-of-memory killer or a power cut would.
      process.kill(victim.postmaster()!, random.chance(0.5) ? 'SIGKILL' : 'SIGQUIT')
      const began = performance.now()
      const answers = await watchUntilReady(victim)
      seconds.push((performance.now() - began) / 1000)
      wrong.push(...answers.filter((answer) => answer !== '200' && answer !== '503'))
      say(
        `database killed ${round + 1} of ${rounds}; ready again after ${seconds.at(-1)!.toFixed(1)} s`,
      )
    }
    if (!victim.isRunning() || victim.pid() !== server) wrong.push('the server ended')
    for (const one of traffic) await one.stop()
    const checked = await checkInbound(inbound, traffic, say)
    wrong.push(...checked.wrong)
    const faults = showFaults(inbound.faults)
    if (faults) wrong.push(faults)
    const { lost, doubled } = checked
    if (wrong.length > 0)
      throw new Error(`${lost} lost, ${doubled} doubled, and ${wrong.join('; ')}`)
    const taken = traffic.map(
      ({ name, taken, repeats }) => `${taken.length} ${name} (${repeats()} again)`,
    )
    return {
      'kill-database': {
        value: lost + doubled,
        size: `${rounds} kills, seed ${seed}; ${taken.join(', ')}: ${lost} lost, ${doubled} doubled`,
      },
      'kill-database-back': {
        value: Math.max(...seconds),
        size: `longest of ${rounds}: from the kill until /readyz says so; 503 meanwhile`,
      },
    }
  },
}

/** What `/readyz` answers until it answers 200 again, after it had noticed. */
const watchUntilReady = async ({ url, postmaster }: Victim) => {
  const answers: string[] = []
  const dead = postmaster()
  await until('the server to be ready again', 60, async () => {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(15_000) }).then(
      ({ status }) => String(status),
      ({ cause }) => `readyz: ${cause?.code ?? 'no answer'}`,
    )
    answers.push(answer)
    const now = postmaster()
    return answer === '200' && now !== undefined && now !== dead
  })
  return answers
}
