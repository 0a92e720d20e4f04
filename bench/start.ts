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
    const first = await startOnce(folder)
    say(`start: the first, which makes the database, ${first.seconds.toFixed(2)} s`)
    await startOnce(folder)
    const seconds: number[] = []
    const repeats = full ? 15 : 5
    for (let tries = 0; seconds.length < repeats; tries += 1) {
      if (tries > 2 * repeats) throw new Error('the sources keep changing, so that they are built')
      const started = await startOnce(folder)
      if (!started.prepared) seconds.push(started.seconds)
    }
    return { start: { ...summarise(seconds), size: `median of ${repeats} starts` } }
  },
}

/** Seconds until ready, and whether it had to install or build something first. */
const startOnce = async (folder: string) => {
  const began = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the end reaches the server behind npm and its shell.
    detached: true,
  })
  later(() => stop(child))
  let prepared = false
  child.stderr.on('data', (text: Buffer) => {
    prepared ||= /^(Installing|Building)/m.test(String(text))
    process.stderr.write(text)
  })
  await waitUntilReady(child)
  const seconds = (performance.now() - began) / 1000
  await stop(child)
  return { seconds, prepared }
}

/** Until the last of the group let go of its output, which is the server. */
const stop = async (child: ChildProcess) => {
  if (child.stdout!.closed) return
  const closed = once(child, 'close')
  process.kill(-child.pid!, 'SIGTERM')
  await closed
}
