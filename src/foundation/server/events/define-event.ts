import type { z } from 'zod'

/** A fact in the past tense, `conversation.resolved`. Its facts are ids, codes and counts, nothing personal. */
export type EventDefinition<F extends z.ZodType = z.ZodType> = { kind: string; facts: F }

export const defineEvent = <F extends z.ZodType>(kind: string, facts: F): EventDefinition<F> => ({
  kind,
  facts,
})
