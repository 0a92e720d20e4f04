import { get, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { later } from '../cleanup.ts'

/** How a message is named, so that its number is found again in whatever carries it. */
export const keyOf = (number: number) => `bench-${number}-message`
const keys = /bench-(\d+)-message/g

/** When each numbered message reached each of some streams. */
export const openDesks = async (url: string, headers: readonly Record<string, string>[]) => {
  const desks = await Promise.all(headers.map((one) => openDesk(url, one)))
  /** Waits until every desk has all numbers below `end`; throws when that takes over 15 s. */
  const waitForAll = async (end: number) => {
    for (let waited = 0; desks.some((desk) => desk.size < end); waited += 50) {
      if (waited > 15_000)
        throw new Error(`of ${end} messages a desk has ${Math.min(...desks.map((d) => d.size))}`)
      await delay(50)
    }
  }
  return { desks, waitForAll }
}

const openDesk = (url: string, headers: IncomingHttpHeaders) =>
  new Promise<Map<number, number>>((resolve, reject) => {
    const arrived = new Map<number, number>()
    const request = get(url, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`stream: ${response.statusCode}`))
      let rest = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        const now = performance.now()
        const frames = (rest + text).split('\n\n')
        rest = frames.pop()!
        for (const frame of frames) note(arrived, frame, now)
      })
      response.once('data', () => resolve(arrived))
    })
    request.on('error', reject)
    later(() => request.destroy())
  })

const note = (arrived: Map<number, number>, frame: string, now: number) => {
  const numbers = new Set(Array.from(frame.matchAll(keys), (found) => Number(found[1])))
  for (const number of numbers) {
    if (arrived.has(number)) throw new Error(`message ${number} came twice`)
    arrived.set(number, now)
  }
}
