import type { Context } from '../../../foundation/server/context.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import { customerCreated, customerUpdated, identifierLinked } from '../events.ts'
import { settleFields } from '../fields.ts'
import type { ImportSource, Known } from './people.ts'
import { type LinkRow, reason, writeKnown, writeNew } from './write-rows.ts'

/** What rows have come to and is not written yet. */
export type Pending = {
  customers: Known[]
  /** By identifier. */
  links: Map<string, LinkRow>
  /** By customer. */
  fields: Map<string, Readonly<Record<string, string>>>
  /** Customers who were there before, and the fields said of them. */
  updated: Map<string, Set<string>>
}

export const emptyPending = (): Pending => ({
  customers: [],
  links: new Map(),
  fields: new Map(),
  updated: new Map(),
})

/**
 * Writes what rows have come to in a few statements, as the long way would one by one. The statements are on their way when
 * this returns: more may be put together in `pending` while the database writes. Inside a transaction that holds
 * `lockIdentity` and where `noteSearchWritten` says yes; `settle` comes last.
 */
export const flush = (ctx: Context, pending: Pending, said: ImportSource): Promise<unknown> => {
  const { customers, fields, updated } = pending
  const links = [...pending.links.values()]
  const fresh = new Set(customers.map(({ id }) => id))
  const isOfNew = ({ customerId }: LinkRow) => fresh.has(customerId)
  const others = links.filter((link) => !(isOfNew(link) && link.ident.isNew))
  const saying = [...fields].filter(([id]) => !fresh.has(id))
  // In this order on one connection.
  const writing = [
    customers.length > 0 && writeNew(ctx, customers, links.filter(isOfNew), fields, said),
    ...writeKnown(ctx, others, saying, said),
    ...tell(ctx, customers, others),
  ]
  for (const one of customers) one.isNew = false
  for (const { ident } of links) ident.isNew = false
  Object.assign(pending, emptyPending(), { updated })
  return whole(writing)
}

/** All of them first: what runs after the transaction was given up would be outside of it. */
const whole = async (writing: readonly unknown[]) => {
  const failed = (await Promise.allSettled(writing)).find(({ status }) => status === 'rejected')
  if (failed) throw (failed as PromiseRejectedResult).reason
}

/** Of identifiers that are new as their customer is, `customer.created` tells: nothing can have hung on them before. */
const tell = (ctx: Context, customers: readonly Known[], others: readonly LinkRow[]) => {
  const created = customers.map(({ id }) => ({ subjects: { customerId: id }, facts: { reason } }))
  const linked = others.map(({ ident, customerId, trust, from }) => ({
    subjects: { customerId },
    facts: { identifierId: ident.id, type: ident.type, trust, reason, from },
  }))
  return [recordAll(ctx, customerCreated, created), recordAll(ctx, identifierLinked, linked)]
}

/** Shows what counts most of customers who were there before, and tells of them. */
export const settle = async (ctx: Context, { updated }: Pending) => {
  if (updated.size === 0) return
  await settleFields(ctx, ...updated.keys())
  await recordAll(
    ctx,
    customerUpdated,
    [...updated].map(([customerId, names]) => ({
      subjects: { customerId },
      facts: { fields: [...names] },
    })),
  )
  updated.clear()
}
