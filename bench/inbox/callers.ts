import { percentile } from '../statistics.ts'

/** The 95th percentile, in milliseconds, of an act that several callers repeat without pause for some seconds. */
export const measureCallers = async (
  callers: number,
  seconds: number,
  act: (turn: number) => Promise<unknown>,
) => {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  let turn = 0
  const work = async () => {
    while (performance.now() < until) {
      const began = performance.now()
      await act(turn++)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: callers }, work))
  return { p95: percentile(times, 0.95), calls: times.length }
}
