/** One way in: what was acknowledged, and an end that waits until all that was begun is. */
export type Traffic = {
  name: string
  taken: readonly string[]
  /** How often something acknowledged was sent once more. */
  repeats: () => number
  stop: () => Promise<void>
}
