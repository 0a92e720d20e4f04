/** Pauses that double from one second to half a minute; ended early by `wake` or by the browser coming online. */
export const createBackOff = () => {
  let failures = 0
  let wake = () => {}
  return {
    reset: () => {
      failures = 0
    },
    wake: () => wake(),
    /** `least` in seconds, when the server named a time. */
    pause: (least = 0) =>
      new Promise<void>((resolve) => {
        const longest = Math.min(30_000, 1000 * 2 ** failures++)
        const timer = setTimeout(end, Math.max(least * 1000, longest * (0.5 + Math.random() / 2)))
        function end() {
          clearTimeout(timer)
          removeEventListener('online', end)
          resolve()
        }
        addEventListener('online', end)
        wake = end
      }),
  }
}
