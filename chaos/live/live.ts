import { setTimeout as delay } from 'node:timers/promises'
import { later } from '../../bench/cleanup.ts'
import type { Benchmark } from '../../bench/figure.ts'
import { createCaller } from '../../src/foundation/testing/caller.ts'
import { openChatServer } from '../chat-server.ts'
import { createRandom, type Random } from '../random.ts'
import { until, type Victim } from '../server.ts'
import { startChat } from '../traffic/chat.ts'
import { createFaults, showFaults } from '../traffic/post.ts'
import { compare, readAll } from './compare.ts'
import { type Desk, openDesk } from './desk.ts'
import { startProxy } from './proxy.ts'

const desks = 20
const visitors = 60
const perSecond = 200

/** Twenty desks behind a proxy, while server, proxy and connections die at random. */
export const live: Benchmark = {
  figures: [
    { name: 'live', unit: 'missed, doubled or out of order', target: 0 },
    { name: 'live-settled', unit: 's', target: 2 },
    { name: 'live-load', unit: '% of the messages due', target: 95, atLeast: true },
  ],
  minutes: 5,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const { victim, admin, connectionId } = await openChatServer()
    const proxy = await startProxy(Number(new URL(victim.url).port))
    const opened = Array.from({ length: desks }, () =>
      openDesk(createCaller(proxy.url, admin.headers)),
    )
    for (const desk of opened) later(desk.close)
    await until('all desks to be in sync', 15, async () => opened.every((desk) => desk.first()))
    const faults = createFaults()
    const seconds = short ? 15 : 60
    // Other work may share the machine of a short run.
    const rate = short ? perSecond / 20 : perSecond
    const began = performance.now()
    const chat = await startChat(
      { url: victim.url, connectionId, visitors, pauseMs: (visitors * 1000) / rate },
      random,
      faults,
    )
    const kills = await disturb(victim, proxy, random, seconds)
    const settled = await settle(victim, opened)
    const due = (rate * (performance.now() - began)) / 1000
    const load = (chat.taken.length / due) * 100
    await chat.stop()
    const log = await readAll(victim)
    await until('the rest to arrive', 15, async () =>
      opened.every((desk) => desk.seen.at(-1) === log.at(-1)?.id),
    ).catch(() => undefined)
    const wrong = opened.map((desk) => compare(desk, log))
    const sum = (of: keyof (typeof wrong)[number]) => wrong.reduce((all, one) => all + one[of], 0)
    const told = `${sum('missed')} missed, ${sum('doubled')} doubled, ${sum('disordered')} out of order, ${sum('resets')} resets, ${sum('gaps')} gaps`
    say(told)
    if (showFaults(faults)) throw new Error(showFaults(faults))
    return {
      live: {
        value: wrong.reduce((all, one) => all + Object.values(one).reduce((a, b) => a + b), 0),
        size: `${desks} desks, ${seconds} s, seed ${seed}; ${kills}; ${chat.taken.length} messages, ${log.length} events, ${opened.reduce((all, desk) => all + desk.connections(), 0)} connections: ${told}`,
      },
      'live-settled': {
        value: settled,
        size: 'from the end of the last trouble until every desk has all',
      },
      'live-load': {
        value: load,
        size: `${rate} messages/s on a timetable, from begin to settled, with the server away in between`,
      },
    }
  },
}

/** Server killed, proxy gone, connections cut or stalled, one after the other. */
const disturb = async (
  victim: Victim,
  proxy: Awaited<ReturnType<typeof startProxy>>,
  random: Random,
  seconds: number,
) => {
  const counts = { server: 0, proxy: 0, cuts: 0, stalls: 0 }
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    await delay(random.between(100, 2500))
    const kind = random.pick(['server', 'proxy', 'cuts', 'cuts', 'cuts', 'stalls'] as const)
    counts[kind] += 1
    if (kind === 'server') {
      await victim.kill()
      await delay(random.between(0, 500))
      victim.start()
      await victim.ready()
    } else if (kind === 'proxy') {
      await proxy.down()
      await delay(random.between(0, 1500))
      await proxy.up()
    } else if (kind === 'cuts') proxy.cutSome(random, random.between(0.1, 1))
    else {
      const resume = proxy.stallSome(random, 0.5)
      await delay(random.between(100, 1500))
      resume()
    }
  }
  // The last trouble is the worst one.
  await victim.kill()
  victim.start()
  await victim.ready()
  return `${counts.server + 1} servers, ${counts.proxy} proxies, ${counts.cuts} × connections cut, ${counts.stalls} × stalled`
}

/** Seconds until every desk has what was committed by now. */
const settle = async (victim: Victim, opened: readonly Desk[]) => {
  const began = performance.now()
  const last = (await readAll(victim)).at(-1)!
  const has = (desk: Desk) => {
    const [, tx, number] = (desk.seen.at(-1) ?? '0-0-0').split('-').map(BigInt)
    return tx! > last.tx || (tx === last.tx && number! >= last.number)
  }
  await until('all desks to catch up', 60, async () => opened.every(has))
  return (performance.now() - began) / 1000
}
