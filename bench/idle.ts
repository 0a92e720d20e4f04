import { setTimeout as delay } from 'node:timers/promises'
import { openStream } from '../src/foundation/testing/open-stream.ts'
import { later } from './cleanup.ts'
import type { Benchmark } from './figure.ts'
import { memoryOf, processorSecondsOf } from './process-tree.ts'
import { makeFolder, signIn, startServer } from './server.ts'
import { summarise } from './statistics.ts'

const parts = ['idle-cpu', 'idle-memory', 'idle-desk-cpu', 'idle-desk-memory']
const cpu = { unit: '% of a core', target: 1, below: true } as const
const memory = { unit: 'MB', target: 300, below: true } as const

/** What server and database take after a minute of nothing, alone and with a desk that looks on. */
export const idle: Benchmark = {
  figures: [
    { name: 'idle-cpu', ...cpu },
    { name: 'idle-memory', ...memory },
    { name: 'idle-desk-cpu', ...cpu },
    { name: 'idle-desk-memory', ...memory },
    { name: 'idle', unit: '', target: null, worstOf: parts },
  ],
  minutes: 8,
  run: async ({ full, say }) => {
    const windows = full ? 12 : 3
    const { process, url } = await startServer(makeFolder())
    say('idle: waiting for 60 s')
    await delay(60_000)
    const alone = await watch(process.pid!, windows)
    const stream = await openStream(await signIn(url), '/api/v1/stream')
    later(stream.close)
    say('idle: with a desk, waiting for 60 s')
    await delay(60_000)
    const watched = await watch(process.pid!, windows)
    return {
      'idle-cpu': alone.cpu,
      'idle-memory': alone.memory,
      'idle-desk-cpu': watched.cpu,
      'idle-desk-memory': watched.memory,
    }
  },
}

const windowSeconds = 10

const watch = async (pid: number, windows: number) => {
  const shares: number[] = []
  const megabytes: number[] = []
  while (shares.length < windows) {
    const began = performance.now()
    const before = processorSecondsOf(pid)
    await delay(windowSeconds * 1000)
    const seconds = (performance.now() - began) / 1000
    shares.push(((processorSecondsOf(pid) - before) / seconds) * 100)
    megabytes.push(memoryOf(pid))
  }
  const size = `server and database, ${windows} × ${windowSeconds} s`
  return {
    cpu: { ...summarise(shares), size },
    memory: { ...summarise(megabytes), size },
  }
}
