import { setTimeout as delay } from 'node:timers/promises'
import { later } from '../../bench/cleanup.ts'
import type { Benchmark } from '../../bench/figure.ts'
import { memoryOf } from '../../bench/process-tree.ts'
import { type Caller, createCaller } from '../../src/foundation/testing/caller.ts'
import * as conversations from '../../src/modules/conversations/contract.ts'
import { openChatServer } from '../chat-server.ts'
import { openDesk } from '../live/desk.ts'
import { createRandom, type Random } from '../random.ts'
import type { Victim } from '../server.ts'
import { startChat } from '../traffic/chat.ts'
import { createFaults, type Faults, note, showFaults } from '../traffic/post.ts'
import { slopeOf } from './slope.ts'

const desks = 20
const visitors = 60

/** Hours in small: half of what it can do, for half an hour, and no process that keeps growing. */
export const soak: Benchmark = {
  figures: [
    { name: 'soak', unit: 'errors', target: 0 },
    { name: 'soak-growth', unit: 'MB/min', target: 1, below: true },
  ],
  minutes: 40,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const { victim, admin, connectionId } = await openChatServer()
    await touchSharedMemory(victim)
    for (let opened = 0; opened < desks; opened++) later(openDesk(admin).close)
    const faults = createFaults()
    const where = { url: victim.url, connectionId, visitors }
    const capacity = await measureCapacity(where, short ? 5 : 20, random, faults)
    say(`capacity: ${capacity.toFixed(0)} messages/s; going on at half of it`)
    const chat = await startChat(
      { ...where, pauseMs: (visitors * 1000) / (capacity / 2) },
      random,
      faults,
    )
    const readers = keepReading(createCaller(victim.url, admin.headers), random, faults)
    const minutes = short ? 1 : 30
    const samples = await watchMemory(victim, minutes, say)
    await readers.stop()
    await chat.stop()
    if (!victim.isRunning()) note(faults, 'the server ended')
    if (showFaults(faults)) say(showFaults(faults))
    const errors = [...faults.count.values()].reduce((a, b) => a + b, 0)
    // The first minutes warm up; so short a run has nothing else, and is not judged.
    const judged = samples.filter(({ minute }) => minute >= 10)
    const growth = slopeOf(judged.length > 0 ? judged : samples)
    const told = `server and database ${samples[0]!.megabytes.toFixed(0)} MB at first, ${samples.at(-1)!.megabytes.toFixed(0)} MB at the end`
    return {
      soak: {
        value: errors,
        size: `seed ${seed}; ${minutes} min at ${(capacity / 2).toFixed(0)} messages/s (half of ${capacity.toFixed(0)}), ${desks} desks, ${readers.reads()} reads, ${chat.taken.length} messages`,
      },
      'soak-growth': short
        ? { value: 0, size: `not judged in ${minutes} min: ${growth.toFixed(1)} MB/min; ${told}` }
        : { value: growth, size: `from minute 10 on; ${told}` },
    }
  },
}

/** PostgreSQL's shared buffers count as used from their first use on; that is no growth. */
const touchSharedMemory = async ({ ask }: Victim) => {
  await ask('create table ballast (text text)')
  await ask(
    `insert into ballast select repeat(md5(n::text), 30) from generate_series(1, 180000) as n`,
  )
  await ask('drop table ballast')
}

type Where = { url: string; connectionId: string; visitors: number }

/** Messages a second when everybody writes the next one as soon as the last is taken. */
const measureCapacity = async (where: Where, seconds: number, random: Random, faults: Faults) => {
  const chat = await startChat({ ...where, pauseMs: 0 }, random, faults)
  const began = performance.now()
  await delay(seconds * 1000)
  const taken = chat.taken.length
  const rate = (taken * 1000) / (performance.now() - began)
  await chat.stop()
  return rate
}

/** People who go through their inbox meanwhile. */
const keepReading = (caller: Caller, random: Random, faults: Faults) => {
  let stopped = false
  let reads = 0
  const run = async () => {
    while (!stopped) {
      try {
        const { data } = await caller.call(conversations.listConversations, { limit: 50 })
        if (data.length > 0)
          await caller.call(conversations.listMessages, { id: random.pick(data).id, limit: 50 })
        await caller.call(conversations.countConversations)
        reads += 3
      } catch (error) {
        note(faults, `reading: ${(error as Error).message}`)
      }
      await delay(random.between(200, 800))
    }
  }
  const running = run()
  return {
    reads: () => reads,
    stop: async () => {
      stopped = true
      await running
    },
  }
}

type Sample = { minute: number; megabytes: number }

const watchMemory = async (victim: Victim, minutes: number, say: (text: string) => void) => {
  const samples: Sample[] = []
  const began = performance.now()
  const minute = () => (performance.now() - began) / 60_000
  while (minute() < minutes && victim.isRunning()) {
    samples.push({ minute: minute(), megabytes: memoryOf(victim.pid()!) })
    if (samples.length % 30 === 1)
      say(`minute ${minute().toFixed(0)}: ${samples.at(-1)!.megabytes.toFixed(0)} MB`)
    await delay(Math.min(10_000, minutes * 3000))
  }
  return samples
}
