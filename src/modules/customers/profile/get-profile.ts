import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { hidden, ofVisibleConversations, showName } from '../../members/index.ts'
import { componentOf } from '../component.ts'
import { bestOf, readFields, type Said } from '../fields.ts'
import { readFirstKnown } from '../first-known.ts'
import { requireStanding } from '../queries.ts'
import { isContactField } from './contract.ts'
import { readCustomFields } from './custom-fields.ts'
import { groupsOf } from './groups.ts'
import { readLineage } from './lineage.ts'

/** Errors: `customer.missing`. */
export const getProfile = async (ctx: Context, { id: given }: { id: string }) => {
  const id = await requireStanding(ctx, given)
  const ids = await componentOf(ctx, id)
  // One after the other: whoever changes fields reads them in the same transaction, on its one connection.
  return {
    fields: await showFields(ctx, await readFields(ctx, [id])),
    customFields: await readCustomFields(ctx),
    groups: await groupsOf(ctx, ids),
    complaints: await countComplaints(ctx, id),
    knownSince: await readKnownSince(ctx, ids),
  }
}

/** Beyond this many values of one field nobody reads on. */
const mostOthers = 20

const showFields = async (ctx: Context, said: readonly Said[]) => {
  const lineageOf = await readLineage(ctx, said)
  const show = (field: string, value: string | null) =>
    value !== null && isContactField(field) && !ctx.sight.contact ? hidden : showName(ctx, value)
  return [...bestOf(said)].map(([field, best]) => ({
    field,
    value: show(field, best.value),
    from: lineageOf(best),
    others: said
      .filter((one) => one.field === field && one.source !== best.source)
      .slice(0, mostOthers)
      .map((one) => ({ value: show(field, one.value), from: lineageOf(one) })),
  }))
}

const countComplaints = async (ctx: Context, customerId: string) => {
  const { rows } = await sql<{ count: number }>`
    select count(distinct c.id)::int as count from conversation c
    join conversation_label cl on cl.workspace_id = c.workspace_id and cl.conversation_id = c.id
    join label l on l.workspace_id = cl.workspace_id and l.id = cl.label_id and l.meaning = 'complaint'
    where c.workspace_id = ${ctx.workspaceId} and c.customer_id = ${customerId}
      and ${ofVisibleConversations(ctx, 'c.id')}`.execute(ctx.db)
  return rows[0]!.count
}

const readKnownSince = async (ctx: Context, ids: readonly string[]) => {
  const { rows } = await sql<{ at: Date }>`
    select min(created_at) as at from customer
    where workspace_id = ${ctx.workspaceId} and id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return readFirstKnown(ctx, ids, rows[0]!.at)
}
