import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { componentOf, identifiersOf, requireStanding } from '../customers/index.ts'
import { type Line, readLatest, type State, type Whose } from './ledger.ts'

export type Standing = { purposeId: string; channel: string; state: State; since: Date }

const strictness: Record<State, number> = { given: 0, pending: 1, withdrawn: 2, refused: 3 }
const stricter = (a: State, b: State) => (strictness[b] > strictness[a] ? b : a)
const newer = (a: Line, b: Line) => (a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)) > 0
const latest = (lines: readonly Line[]) => lines.reduce((a, b) => (newer(b, a) ? b : a))

/**
 * The latest line counts. Of two records that were merged, what either said before counts as the stricter of both, until
 * something is said of the one person they are.
 */
export const decide = (lines: readonly Line[], mergedAt: Date | undefined): Line => {
  const newest = latest(lines)
  if (!mergedAt || newest.at > mergedAt) return newest
  return [...Map.groupBy(lines, (line) => line.holder).values()]
    .map(latest)
    .reduce((a, b) => (strictness[b.state] > strictness[a.state] ? b : a))
}

const keyOf = (line: Pick<Line, 'purpose_id' | 'channel'>) => `${line.purpose_id} ${line.channel}`

export const whoseOf = async (ctx: Context, customerId: string): Promise<Whose> => ({
  ids: await componentOf(ctx, customerId),
  identifierIds: (await identifiersOf(ctx, customerId)).map(({ id }) => id),
})

/** When records last became this one. */
const mergedAtOf = async (ctx: Context, { ids }: Whose): Promise<Date | undefined> => {
  if (ids.length < 2) return undefined
  const { rows } = await sql<{ at: Date | null }>`select max(at) as at from identity_act
    where workspace_id = ${ctx.workspaceId} and kind in ('merge', 'absorb')
      and from_id = any(${[...ids]}::uuid[]) and into_id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return rows[0]?.at ?? undefined
}

/** What stands for a customer, of each purpose and channel of which anything was ever said. */
export const readStanding = async (ctx: Context, whose: Whose): Promise<Standing[]> => {
  const [lines, mergedAt] = [await readLatest(ctx, whose), await mergedAtOf(ctx, whose)]
  return [...Map.groupBy(lines, keyOf).values()].map((group) => {
    const line = decide(group, mergedAt)
    return { purposeId: line.purpose_id, channel: line.channel, state: line.state, since: line.at }
  })
}

/**
 * What stands for one address by one channel, of each purpose of which anything was said that counts for it: the stricter
 * of the customer's word and of the last that was said of this very address. What was given for one is not given for
 * another.
 */
export const readStandingOf = async (
  ctx: Context,
  whose: Whose,
  { channel, identifierId }: { channel: string; identifierId: string },
): Promise<Map<string, State>> => {
  const [all, mergedAt] = [await readLatest(ctx, whose), await mergedAtOf(ctx, whose)]
  const lines = all.filter((line) => line.channel === channel)
  const counts = (line: Line) => line.identifier_id === null || line.identifier_id === identifierId
  return new Map(
    [...Map.groupBy(lines, (line) => line.purpose_id)].flatMap(([purposeId, said]) => {
      const ofAddress = said.filter(counts)
      if (ofAddress.length === 0) return []
      const states = [said, ofAddress].map((some) => decide(some, mergedAt).state)
      return [[purposeId, states.reduce(stricter)] as const]
    }),
  )
}

/** Whether something may be sent for this purpose. Whoever was merged into somebody else is asked about as they stand. */
export const mayReach = async (
  ctx: Context,
  customerId: string,
  { purposeId, ...address }: { purposeId: string; channel: string; identifierId: string },
): Promise<boolean> => {
  const whose = await whoseOf(ctx, await requireStanding(ctx, customerId))
  return (await readStandingOf(ctx, whose, address)).get(purposeId) === 'given'
}
