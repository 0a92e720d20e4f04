import type { Context } from '../../../foundation/server/context.ts'
import { type OrderInput, type Saved, saveOrders } from '../../commerce/index.ts'
import { type Imported, type Rules, resolveAllImported } from '../../customers/index.ts'
import type { Problem } from '../contract.ts'
import type { Plan } from '../mapping/plan.ts'
import { type ReadOrder, readOrderRow } from '../mapping/read-order.ts'
import { problem } from '../mapping/read-person.ts'
import type { Row } from '../reading/csv.ts'
import { findErased } from './erased.ts'
import { findOwners } from './order-owners.ts'
import type { Done } from './write-done.ts'

/** The lines of one order, one after the other. */
type Group = { rows: ReadOrder[]; failed: Problem | undefined }

export const readOrders = (rules: Rules, plan: Plan, rows: readonly Row[]) =>
  rows.map((row) => readOrderRow(row, plan, rules))

/** Brings orders in, with whose they are, inside the caller's transaction. Answers for each line, in their order. */
export const importOrders = async (
  ctx: Context,
  plan: Plan,
  importId: string,
  rows: readonly ReadOrder[],
): Promise<Done[]> => {
  const groups = group(rows)
  const erased = await findErased(
    ctx,
    groups.map((one) => one.rows[0]!.person.ids),
  )
  for (const at of erased) groups[at]!.failed = problem('erased', {}, true)
  const usable = groups.filter(({ failed }) => !failed)
  const named = usable.filter(({ rows }) => rows[0]!.person.ids.length > 0)
  const people = await resolveAllImported(
    ctx,
    named.map(({ rows }) => rows[0]!.person),
    { source: `import:${importId}`, trust: plan.mapping.trust },
  )
  const personOf = new Map(named.map((one, at) => [one, people[at]!]))
  const owned = named.flatMap((one, at) => {
    const { customerId } = { customerId: undefined, ...people[at] }
    return customerId ? [{ one, customerId, ids: one.rows[0]!.person.ids }] : []
  })
  const identifiers = await findOwners(ctx, owned)
  const ownerOf = new Map(
    owned.map(({ one, customerId }, at) => [one, { customerId, identifierId: identifiers[at] }]),
  )
  // What is brought in from the past is no news.
  const saved = await saveOrders(
    ctx,
    usable.map((one) => orderOf(one, ownerOf.get(one))),
    { quiet: true, remember: true },
  )
  const savedOf = new Map(usable.map((one, at) => [one, saved[at]!]))
  return groups.flatMap((one) => doneOf(one, savedOf.get(one), personOf.get(one)))
}

const group = (rows: readonly ReadOrder[]): Group[] => {
  const groups: Group[] = []
  for (const row of rows) {
    const last = groups.at(-1)
    if (last && row.number !== '' && last.rows[0]!.number === row.number) last.rows.push(row)
    else groups.push({ rows: [row], failed: undefined })
  }
  for (const one of groups)
    one.failed = one.rows.flatMap(({ problems }) => problems).find(({ failed }) => failed)
  return groups
}

const orderOf = ({ rows }: Group, owner: OrderInput['owner']): OrderInput => {
  const items = rows.flatMap(({ item }) => item ?? [])
  return {
    ...rows[0]!.order!,
    ...(items.length > 0 ? { items } : {}),
    ...(owner ? { owner } : {}),
  }
}

/** An order is written whole or not at all: one bad line of it says so at each. */
const doneOf = (
  { rows, failed }: Group,
  saved: Saved | undefined,
  person: Imported | undefined,
): Done[] =>
  rows.map(({ problems }, at): Done => {
    if (!saved) {
      const own = problems.some((one) => one.failed)
      return { outcome: 'failed', problems: own || !failed ? problems : [...problems, failed] }
    }
    if (at > 0) return { outcome: saved.outcome, problems, subjectId: saved.id, follows: true }
    const left = (person?.left ?? []).map(({ type, rule }) =>
      problem(`left_${rule}`, { target: type }),
    )
    const changed =
      person && person.kind !== 'failed' && person.kind !== 'unchanged' ? person : undefined
    const { kind, customerId, links, acts } = changed ?? {}
    const order = { order: saved.outcome, ...(saved.was ? { was: saved.was } : {}) }
    return {
      outcome: saved.outcome === 'unchanged' && changed ? 'updated' : saved.outcome,
      problems: [...problems, ...left],
      subjectId: saved.id,
      before: changed
        ? { customer: { customerId, created: kind === 'created', links, acts }, ...order }
        : order,
    }
  })
