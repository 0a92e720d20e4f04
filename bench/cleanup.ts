type Close = () => unknown

const open: Close[] = []

/** For what a benchmark started or made: closed in the opposite order at its end, also on Ctrl-C. */
export const later = (close: Close) => void open.push(close)

/** Closes all that is open; what fails to close keeps nothing else open. */
export const closeAll = async () => {
  const failures: unknown[] = []
  for (let close = open.pop(); close; close = open.pop()) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
