import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { hidden, showName } from '../../members/index.ts'
import { componentOf } from '../component.ts'
import type * as contract from '../contract.ts'
import { readFields } from '../fields.ts'
import { isContactField } from '../profile/contract.ts'
import { getCustomer, requireStanding } from '../queries.ts'
import { readRules } from '../rules/read-rules.ts'
import { areRuledDifferent } from './rulings.ts'

/**
 * What else belongs to a customer and would follow: each module says so of what it keeps. Without `ids`, what came by
 * these identifiers alone.
 */
export type Belongings = (
  ctx: Context,
  customer: { ids: readonly string[]; identifierIds: readonly string[] },
) => Promise<Record<string, number>>
const sources: Belongings[] = []
export const addBelongings = (source: Belongings) => void sources.push(source)
export const belongingsOf: Belongings = async (ctx, customer) => {
  const counts: Record<string, number> = {}
  for (const source of sources) Object.assign(counts, await source(ctx, customer))
  return counts
}

/** As far as whoever looks may see it. */
export const showValue = <V extends string | null>(ctx: Context, field: string, value: V) =>
  value && !ctx.sight.contact && isContactField(field) ? hidden : showName(ctx, value)

/** What a merge would do, before it is done. Errors: `customer.missing`, `customer.same`. */
export const previewMerge = async (
  ctx: Context,
  { id, otherId }: z.output<typeof contract.previewMerge.input>,
) => {
  const into = await requireStanding(ctx, id)
  const from = await requireStanding(ctx, otherId)
  if (into === from) throw new AppError('conflict', 'customer.same')
  const [kept, gone] = [await getCustomer(ctx, { id: into }), await getCustomer(ctx, { id: from })]
  const said = await readFields(ctx, [into, from])
  const fields = [...new Set(said.map(({ field }) => field))].map((field) => {
    const all = said.filter((one) => one.field === field)
    return {
      field,
      value: showValue(ctx, field, all[0]!.value),
      source: all[0]!.source,
      others: [...new Set(all.slice(1).flatMap(({ value }) => value ?? []))]
        .filter((value) => value !== all[0]!.value)
        .map((value) => showValue(ctx, field, value)),
    }
  })
  const counts = await belongingsOf(ctx, {
    ids: await componentOf(ctx, from),
    identifierIds: gone.identifiers.map((one) => one.id),
  })
  const rules = await readRules(ctx)
  // Of some kinds a person has one: two of them speak against a merge, proved or not.
  const hasTwo = rules.types.some(
    ({ type, single }) =>
      single &&
      [kept, gone].every(({ identifiers }) =>
        identifiers.some((one) => one.type === type && one.trust !== 'device'),
      ),
  )
  return {
    into: kept,
    from: gone,
    fields,
    moves: { identifiers: gone.identifiers.length, labels: gone.labels.length, ...counts },
    warnings: [
      ...(hasTwo ? ['two-accounts' as const] : []),
      ...((await areRuledDifferent(ctx, into, from)) ? ['ruled-different' as const] : []),
      ...(gone.identifiers.every((one) => one.trust === 'device') ? ['devices-only' as const] : []),
    ],
  }
}
