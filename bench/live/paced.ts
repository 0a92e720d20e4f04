import { setTimeout as delay } from 'node:timers/promises'

export type Sent = { at: number; answered: number }

/** Sends at a steady rate, whether or not earlier answers are there, as strangers do. Times by number. */
export const sendPaced = async (
  from: number,
  count: number,
  perSecond: number,
  send: (number: number) => Promise<unknown>,
): Promise<Map<number, Sent>> => {
  const times = new Map<number, Sent>()
  const sending: Promise<void>[] = []
  const sendOne = async (number: number) => {
    const at = performance.now()
    await send(number)
    times.set(number, { at, answered: performance.now() })
  }
  const began = performance.now()
  for (let number = 0; number < count; number += 1) {
    const due = began + (number * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 1) await delay(wait)
    sending.push(sendOne(from + number))
  }
  await Promise.all(sending)
  return times
}
