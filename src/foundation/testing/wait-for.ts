/** Asks again until the answer is there; a test waits for the event, never for a length of time. */
export const waitFor = async <T>(
  what: string,
  ask: () => Promise<T | undefined | false | null>,
  seconds = 40,
): Promise<T> => {
  const end = Date.now() + seconds * 1000
  let last: unknown
  while (Date.now() < end) {
    try {
      const answer = await ask()
      if (answer) return answer
      last = undefined
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`waited ${seconds} s for ${what}`, { cause: last })
}
