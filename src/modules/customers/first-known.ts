import type { Context } from '../../foundation/server/context.ts'

/** Of these customers, who are one: when a module's oldest word of them is from; null when it has none. */
export type FirstKnown = (ctx: Context, ids: readonly string[]) => Promise<Date | null>

const sources: FirstKnown[] = []

/** What is brought in from the past is older than the customer's row here. */
export const addFirstKnown = (source: FirstKnown) => void sources.push(source)

/** The earliest of `at` and what all modules know. */
export const readFirstKnown = async (ctx: Context, ids: readonly string[], at: Date) => {
  let first = at
  for (const source of sources) {
    const found = await source(ctx, ids)
    if (found && found < first) first = found
  }
  return first
}
