import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { lockIdentity, type Person, rememberErased } from '../../customers/index.ts'
import type * as contract from '../contract.ts'
import { countKinds, requirePerson } from '../person.ts'
import { requireRequest } from '../requests/read-requests.ts'
import { unclearIn, withUnclear } from '../unread/unclear-counts.ts'
import { findUnclear } from '../unread/unread-mails.ts'
import { beginErasure } from './begin-erasure.ts'

/** What somebody has to type: the name on the screen, else how they are reached. */
const wordOf = async (ctx: Context, customerId: string): Promise<string> => {
  const { rows } = await sql<{ name: string | null; shown: string | null }>`
    select name, (select i.shown from identifier i where i.workspace_id = c.workspace_id and i.customer_id = c.id
      order by (i.type = 'email') desc, i.created_at limit 1) as shown
    from customer c where c.workspace_id = ${ctx.workspaceId} and c.id = ${customerId}`.execute(
    ctx.db,
  )
  return rows[0]?.name || rows[0]?.shown || customerId
}
const plain = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim()

export const previewErasure = async (ctx: Context, { id }: { id: string }) => {
  const person = await requirePerson(ctx, id)
  return {
    confirm: await wordOf(ctx, person.id),
    kinds: await countKinds(ctx, person),
    unclear: await findUnclear(ctx, person),
  }
}

/** A device that was somebody else's before is theirs, too: it goes on being known. */
const withoutShared = async (ctx: Context, { ids, identifiers }: Person) => {
  const { rows } = await sql<{
    id: string
  }>`select distinct identifier_id as id from identifier_past
    where workspace_id = ${ctx.workspaceId} and identifier_id = any(${identifiers.map(({ id }) => id)}::uuid[])
      and customer_id <> all(${[...ids]}::uuid[])`.execute(ctx.db)
  const shared = new Set(rows.map((row) => row.id))
  return identifiers.filter((one) => !shared.has(one.id))
}

/** Nobody is erased on a request before it is sure who asks. Errors: `privacy.request_missing`, `privacy.identity_unchecked`. */
const requireChecked = async (ctx: Context, requestId: string, customerId: string) => {
  const { customer, identityCheck } = await requireRequest(ctx, requestId)
  if (customer?.id !== customerId) throw new AppError('missing', 'privacy.request_missing')
  if (!identityCheck) throw new AppError('conflict', 'privacy.identity_unchecked')
}

const isSame = (one: Person, other: Person) =>
  [...one.ids].sort().join() === [...other.ids].sort().join()

/** Errors: `customer.missing`, `privacy.not_confirmed`, `privacy.request_missing`, `privacy.identity_unchecked`. */
export const eraseCustomer = async (
  ctx: Context,
  { id, confirm, requestId }: z.output<typeof contract.eraseCustomer.input>,
) => {
  const seen = await requirePerson(ctx, id)
  if (plain(confirm) !== plain(await wordOf(ctx, seen.id)))
    throw new AppError('invalid', 'privacy.not_confirmed')
  if (requestId) await requireChecked(ctx, requestId, seen.id)
  const kinds = await countKinds(ctx, seen)
  const counts = withUnclear(
    Object.fromEntries(kinds.map(({ name, count }) => [name, count])),
    (await findUnclear(ctx, seen)).count,
  )
  return inTransaction(ctx, async (ctx) => {
    await lockIdentity(ctx)
    const person = await requirePerson(ctx, id)
    // Merged with somebody else while it was confirmed: nobody said yes to them.
    if (!isSame(seen, person)) throw new AppError('invalid', 'privacy.not_confirmed')
    await rememberErased(ctx, await withoutShared(ctx, person))
    const erasureId = await beginErasure(ctx, person, { counts, requestId })
    await audit(ctx, 'person.erased', {
      object: { type: 'customer', id: person.id },
      facts: { erasureId, ...(requestId ? { requestId } : {}) },
    })
    return (await readErasures(ctx, sql`e.id = ${erasureId}`, 1))[0]!
  })
}

type Row = {
  id: string
  state: 'working' | 'done' | 'failed'
  step: string | null
  counts: Record<string, number>
  problem: string | null
  requestId: string | null
  by: string
  createdAt: Date
  finishedAt: Date | null
}

const readErasures = async (ctx: Context, where: ReturnType<typeof sql>, limit: number) => {
  const { rows } = await sql<Row>`
    select e.id, e.state, e.step, e.counts, e.problem_code as problem, e.request_id as "requestId",
      coalesce(m.name, '') as by, e.created_at as "createdAt", e.finished_at as "finishedAt"
    from erasure e left join member m on m.workspace_id = e.workspace_id and 'member:' || m.id = e.created_by
    where e.workspace_id = ${ctx.workspaceId} and ${where}
    order by e.created_at desc, e.id desc limit ${limit}`.execute(ctx.db)
  return rows.map((row) => ({ ...row, ...unclearIn(row.counts) }))
}

export const listErasures = async (
  ctx: Context,
  { after, limit }: z.output<typeof contract.listErasures.input>,
) => {
  const before = parseCursor(after)
  const rows = await readErasures(
    ctx,
    before ? sql`(e.created_at, e.id) < (${before.at}, ${before.id}::uuid)` : sql`true`,
    limit + 1,
  )
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => row,
  )
}
