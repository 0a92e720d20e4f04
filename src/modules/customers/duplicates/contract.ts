import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../../foundation/shared/endpoint.ts'
import { CustomerWithIdentifiers } from '../contract.ts'

/** `level` 0 agrees wholly, the largest not at all; `weight` is how much that speaks for one person, or against. */
export const Reason = z.object({ field: z.string(), level: z.number(), weight: z.number() })
const Side = z.object({ id, name: z.string().nullable(), shown: z.string() })
export const DuplicatePair = z.object({
  a: Side,
  b: Side,
  /** Probability that they are one person, 0 … 1. */
  score: z.number(),
  reasons: z.array(Reason),
  state: z.enum(['open', 'later']),
  foundAt: time,
})
export const SearchState = z.object({
  /** `never`: nobody has searched yet. `cancelled` also when the server that searched was stopped or killed. */
  state: z.enum(['never', 'running', 'done', 'cancelled', 'failed']),
  done: z.number(),
  total: z.number(),
  /** Roughly, while it runs and can be told. */
  secondsLeft: z.number().nullable(),
  /** A search of everybody was stopped; the next goes on where it was. */
  goesOn: z.boolean(),
  finishedAt: time.nullable(),
})

export const listDuplicates = endpoint({
  method: 'GET',
  path: '/api/v1/duplicates',
  allow: 'customer.merge',
  summary: 'Pairs of customers who are probably one person, the likeliest first',
  input: z.object({ state: z.enum(['open', 'later']).default('open'), ...pageInput }),
  output: page(DuplicatePair),
})
export const getDuplicate = endpoint({
  method: 'GET',
  path: '/api/v1/duplicates/:a/:b',
  allow: 'customer.merge',
  summary: 'Two customers side by side, with what speaks for one person and against',
  input: z.object({ a: id, b: id }),
  output: z.object({
    a: CustomerWithIdentifiers,
    b: CustomerWithIdentifiers,
    score: z.number(),
    reasons: z.array(Reason),
    /** What is said of both, field by field. */
    fields: z.array(
      z.object({ field: z.string(), a: z.string().nullable(), b: z.string().nullable() }),
    ),
    warnings: z.array(z.enum(['two-accounts', 'ruled-different', 'devices-only'])),
  }),
})
export const decideDuplicate = endpoint({
  method: 'POST',
  path: '/api/v1/duplicates/:a/:b/decide',
  allow: 'customer.merge',
  audits: ['customer.merged', 'customer.ruled_different'],
  summary:
    'Says that two customers are one person (merges them), different people, or to be looked at later',
  input: z.object({
    /** Who stays when they are one. */
    a: id,
    b: id,
    decision: z.enum(['same', 'different', 'later']),
    note: z.string().trim().max(1000).default(''),
  }),
  output: z.object({ actId: id.nullable() }),
})
export const getDuplicateSearch = endpoint({
  method: 'GET',
  path: '/api/v1/duplicate-search',
  allow: 'customer.merge',
  summary: 'How far the search for duplicates is',
  input: none,
  output: SearchState,
})
export const startDuplicateSearch = endpoint({
  method: 'POST',
  path: '/api/v1/duplicate-search',
  allow: 'customer.merge',
  summary:
    'Searches for duplicates soon; compares only what changed since the last time, unless `whole`',
  input: z.object({ whole: z.boolean().default(false) }),
  output: none,
})
export const cancelDuplicateSearch = endpoint({
  method: 'POST',
  path: '/api/v1/duplicate-search/cancel',
  allow: 'customer.merge',
  summary: 'Stops the search that runs; what it found stays, and the next one goes on where it was',
  input: none,
  output: SearchState,
})
