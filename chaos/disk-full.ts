import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { later } from '../bench/cleanup.ts'
import type { Benchmark } from '../bench/figure.ts'
import { makeFolder } from '../bench/server.ts'
import { createRandom } from './random.ts'
import { until } from './server.ts'
import { checkInbound } from './traffic/check.ts'
import { openInbound } from './traffic/inbound.ts'
import { showFaults } from './traffic/post.ts'

const megabytes = 600

/** The data folder's disk fills up while customers write, stays full, and is freed. */
export const diskFull: Benchmark = {
  figures: [
    { name: 'disk-full', unit: 'lost or doubled', target: 0 },
    { name: 'disk-full-back', unit: 's', target: 30 },
  ],
  minutes: 8,
  run: async ({ seed, short, say }) => {
    const disk = mountDisk()
    if (!disk) {
      const size = 'not tried: needs root on Linux, to mount a small disk'
      return { 'disk-full': { value: 0, size }, 'disk-full-back': { value: 0, size } }
    }
    const random = createRandom(seed)
    const inbound = await openInbound(random, say, disk)
    const { victim } = inbound
    const traffic = await inbound.begin(40)
    const rounds = short ? 1 : 6
    const seconds: number[] = []
    for (let round = 0; round < rounds; round++) {
      await delay(random.between(1000, 4000))
      const free = fill(disk)
      const full = random.between(3000, short ? 6000 : 15_000)
      await delay(full)
      const ready = await isReady(victim.url)
      free()
      const began = performance.now()
      await until('the server to be ready again', 60, () => isReady(victim.url))
      seconds.push((performance.now() - began) / 1000)
      say(
        `full for ${(full / 1000).toFixed(0)} s (${ready ? 'still ready' : 'not ready'}), ready ${seconds.at(-1)!.toFixed(1)} s after it was freed`,
      )
    }
    for (const one of traffic) await one.stop()
    const { lost, doubled, wrong } = await checkInbound(inbound, traffic, say)
    if (!victim.isRunning()) wrong.push('the server ended')
    const faults = showFaults(inbound.faults)
    if (faults) wrong.push(faults)
    if (wrong.length > 0)
      throw new Error(`${lost} lost, ${doubled} doubled, and ${wrong.join('; ')}`)
    const taken = traffic.map(({ name, taken }) => `${taken.length} ${name}`)
    return {
      'disk-full': {
        value: lost + doubled,
        size: `full ${rounds} times, ${megabytes} MB, seed ${seed}; ${taken.join(', ')}: ${lost} lost, ${doubled} doubled`,
      },
      'disk-full-back': {
        value: Math.max(...seconds),
        size: `longest of ${rounds}: from the moment there is room until /readyz says so`,
      },
    }
  },
}

/** A disk of its own in memory; undefined where that is not allowed. */
const mountDisk = () => {
  const folder = join(makeFolder(), 'disk')
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
  } catch {
    return undefined
  }
  later(() => execFileSync('umount', ['-l', folder]))
  return folder
}

/** Writes until nothing more fits; gives a way to take it back. */
const fill = (folder: string) => {
  const path = join(folder, 'ballast')
  const file = openSync(path, 'w')
  for (let bytes = 1024 * 1024; bytes >= 512; bytes /= 2)
    try {
      for (;;) if (writeSync(file, Buffer.alloc(bytes)) < bytes) break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  closeSync(file)
  if (statfsSync(folder).bavail > 2) throw new Error('the disk is not full')
  return () => rmSync(path)
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(15_000) }).then(
    ({ ok }) => ok,
    () => false,
  )
