import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { forgetOrders, type OrderWas, takeBackUpdates } from '../../commerce/index.ts'
import { type ImportedChange, takeBackImported } from '../../customers/index.ts'
import { type Kept, noteKept } from './note-kept.ts'
import type { TakenBack } from './run-undo.ts'

/** What one row of a file of orders did: to the order, and to whose it is. */
export type OrderChange = {
  row: string
  orderId: string
  /** Made by this import, perhaps by another row. */
  ours: boolean
  before: {
    order: 'created' | 'updated' | 'unchanged'
    was?: OrderWas
    customer?: Pick<ImportedChange, 'customerId' | 'created' | 'links' | 'acts'>
  }
}

/**
 * Orders that were there before are put back as they were, but for what was changed since; those that came with the file go,
 * unless something followed or changed them since. Each row of what stays says so. Then whose they were, as customers are
 * taken back. The last change comes first.
 */
export const takeBackOrders = async (
  ctx: Context,
  importId: string,
  changes: readonly OrderChange[],
  startedAt: Date,
): Promise<TakenBack> => {
  const updated = changes.filter(({ before }) => before.order === 'updated')
  const stays: Kept[] = []
  const partly = new Set<string>()
  const noted = updated.flatMap(({ orderId, ours, before: { was } }) =>
    was ? [{ orderId, was, isOurs: ours }] : [],
  )
  const left = (await takeBackUpdates(ctx, noted)).values()
  for (const { row, before } of updated) {
    const stayed = before.was ? left.next().value! : ['order']
    stays.push(...stayed.map((what) => ({ row, code: 'kept_value', what })))
    if (stayed.length > 0) partly.add(row)
  }
  const created = changes.filter(({ before }) => before.order === 'created')
  const { free, standing } = await findFree(ctx, created, startedAt)
  await forgetOrders(ctx, [...free])
  stays.push(
    ...created.flatMap(({ row, orderId }) => {
      const code = standing.get(orderId)
      return code ? [{ row, code, what: undefined }] : []
    }),
  )
  const people = changes.flatMap(({ row, before: { customer } }) =>
    customer ? [{ ...customer, row, ours: customer.created }] : [],
  )
  const owners = await takeBackImported(ctx, people, `import:${importId}`)
  stays.push(
    ...people
      .filter(({ created, customerId }) => created && owners.kept.has(customerId))
      .map(({ row }) => ({ row, code: 'kept_customer', what: undefined })),
  )
  await noteKept(ctx, importId, stays)
  return {
    rows: changes.map((one) => ({ row: one.row, undone: becameOf(one, standing, partly) })),
    removed: free.size,
    restored: updated.length - partly.size,
    kept: standing.size + partly.size,
    customersRemoved: owners.gone.size,
    customersKept: owners.kept.size,
  }
}

const becameOf = (
  { row, orderId, before }: OrderChange,
  standing: ReadonlyMap<string, string>,
  partly: ReadonlySet<string>,
) => {
  if (before.order === 'created') return standing.has(orderId) ? 'kept' : 'removed'
  return partly.has(row) ? 'kept' : 'restored'
}

/** Which may go, and why the others stay. Whatever was said of an order after the file changed it at another time than the file made it. */
const findFree = async (ctx: Context, created: readonly OrderChange[], startedAt: Date) => {
  const { rows } = await sql<{ id: string; same: boolean; followed: boolean }>`
    select o.id, o.changed_at = o.created_at and o.created_at >= ${startedAt} as same,
      exists (select 1 from order_followup f where f.workspace_id = o.workspace_id and f.order_id = o.id) as followed
    from customer_order o where o.workspace_id = ${ctx.workspaceId}
      and o.id = any(${created.map(({ orderId }) => orderId)}::uuid[])`.execute(ctx.db)
  const isFree = (row: (typeof rows)[number]) => row.same && !row.followed
  return {
    free: new Set(rows.filter(isFree).map(({ id }) => id)),
    standing: new Map(
      rows
        .filter((row) => !isFree(row))
        .map(({ id, followed }) => [id, followed ? 'kept_followed' : 'kept_changed']),
    ),
  }
}
