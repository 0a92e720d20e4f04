const firstMs = 250
/** A server that starts again is back within seconds, and so should everybody be. */
const soonMs = 1500
const soonTimes = 60
const longestMs = 15_000

/** How long to wait after so many failures in a row, with jitter so that a thousand desks do not return at once. */
export const pauseAfter = (failures: number) => {
  const ms = firstMs * 2 ** Math.min(failures, 10)
  return Math.min(ms, failures > soonTimes ? longestMs : soonMs) * (0.5 + Math.random() / 2)
}
