import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { later } from './cleanup.ts'
import type { Benchmark } from './figure.ts'
import { environment, makeFolder, root, waitUntilReady } from './server.ts'
import { summarise } from './statistics.ts'

/** `npm start` as a person types it, until it says that it is ready; the folder was in use before. */
export const start: Benchmark = {
  figures: [{ name: 'start', unit: 's', target: 3 }],
  minutes: 6,
  run: async ({ full, say }) => {
    const folder = makeFolder()
    say(`start: the first, which makes the database, ${(await startOnce(folder)).toFixed(2)} s`)
    await startOnce(folder)
    const seconds: number[] = []
    const repeats = full ? 15 : 5
    while (seconds.length < repeats) seconds.push(await startOnce(folder))
    return { start: { ...summarise(seconds), size: `median of ${repeats} starts` } }
  },
}

/** Seconds until ready. */
const startOnce = async (folder: string) => {
  const began = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that the end reaches the server behind npm and its shell.
    detached: true,
  })
  later(() => stop(child))
  await waitUntilReady(child)
  const seconds = (performance.now() - began) / 1000
  await stop(child)
  return seconds
}

/** Until the last of the group let go of its output, which is the server. */
const stop = async (child: ChildProcess) => {
  if (child.stdout!.closed) return
  const closed = once(child, 'close')
  process.kill(-child.pid!, 'SIGTERM')
  await closed
}
