import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { filterErased, resolveAllTracked } from '../../customers/index.ts'
import { isLimited } from '../../members/index.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { findIdentifiers } from '../follow/find-identifiers.ts'
import type { Owner } from '../save/order-row.ts'
import type { Saved } from '../save/save-orders.ts'

type Customer = { customerId?: string; userId?: string; email?: string; name?: string } | undefined
type Put = { externalId: string; source?: string | undefined; customer?: Customer }
/** With whose it is and the shop that it is of. */
type Placed<Row> = Row & { source: string; owner: Owner | undefined }
type Problem = { path: string; message: string }
type Whose = Owner | 'missing' | 'erased' | undefined
type Result = {
  index: number
  externalId: string | null
  outcome: Saved['outcome'] | 'refused'
  id: string | null
  problems: Problem[]
}

/** How rows of one kind are read and saved; `owners` stand in the order of the rows. */
type Kind<Row extends Put> = {
  schema: z.ZodType<Row>
  save: (ctx: Context, rows: readonly Placed<Row>[]) => Promise<Saved[]>
}

const mayWrite = (ctx: Context) => {
  // Whoever sees only some orders cannot know which ones they would change.
  if (isLimited(ctx))
    throw new AppError('forbidden', 'auth.forbidden', { permission: 'order.write' })
}

/** One row, right in form already. Errors: `customer.missing`. */
export const putOne =
  <Row extends Put>(kind: Kind<Row>) =>
  async (ctx: Context, row: Row): Promise<Result> => {
    mayWrite(ctx)
    const [owner] = await ownersOf(ctx, [row.customer])
    const { shop } = await getWorkspace(ctx)
    if (owner === 'missing') throw new AppError('missing', 'customer.missing')
    const [saved] = await kind.save(ctx, [placed(row, shop, owner)])
    return resultOf(saved!, 0, owner)
  }

/** Each row by itself: what is wrong with one is said of that one. */
export const putMany =
  <Row extends Put>(kind: Kind<Row>) =>
  async (ctx: Context, { rows }: { rows: readonly Record<string, unknown>[] }) => {
    mayWrite(ctx)
    const read = rows.map((row) => kind.schema.safeParse(row))
    const owners = await ownersOf(
      ctx,
      read.map((one) => one.data?.customer),
    )
    const { shop } = await getWorkspace(ctx)
    const right = read.flatMap((one, index) => {
      const owner = owners[index]
      return one.success && owner !== 'missing'
        ? [{ index, row: placed(one.data, shop, owner) }]
        : []
    })
    const saved = await kind.save(
      ctx,
      right.map(({ row }) => row),
    )
    const savedAt = new Map(right.map(({ index }, at) => [index, saved[at]!]))
    const results = read.map((one, index): Result => {
      const done = savedAt.get(index)
      if (done) return resultOf(done, index, owners[index])
      const given = rows[index]!.externalId
      const problems = one.success
        ? [{ path: 'customer.customerId', message: 'customer.missing' }]
        : one.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
      const externalId = typeof given === 'string' ? given.slice(0, 200) : null
      return { index, externalId, outcome: 'refused', id: null, problems }
    })
    return { results }
  }

/** Of somebody who was erased nothing is written: not whose it is, nor where it goes. */
const placed = <Row extends Put>(row: Row, shop: string, owner: Whose): Placed<Row> => ({
  ...row,
  source: row.source ?? shop,
  ...(owner === 'erased' && 'contact' in row ? { contact: undefined } : {}),
  owner: owner === 'erased' || owner === 'missing' ? undefined : owner,
})

/** What was left out is said, so that the shop does not believe it is here. */
const resultOf = (
  { id, externalId, outcome, withheld }: Saved,
  index: number,
  owner: Whose,
): Result => ({
  index,
  id,
  externalId,
  outcome,
  problems: [
    ...(owner === 'erased' ? [{ path: 'customer', message: 'customer.erased' }] : []),
    ...(withheld ? [{ path: '', message: 'order.erased' }] : []),
  ],
})

/** Which of them name somebody who was erased. */
const findErased = async (ctx: Context, customers: readonly Customer[]) => {
  const names = customers.flatMap((one, index) =>
    one && !one.customerId
      ? [
          ...(one.userId ? [{ type: 'user_id', value: one.userId, index }] : []),
          ...(one.email ? [{ type: 'email', value: one.email, index }] : []),
        ]
      : [],
  )
  return new Set((await filterErased(ctx, names)).map(({ index }) => index))
}

/** Whose each is: one of ours by id, else by what the shop knows of the person, as a claim. */
const ownersOf = async (ctx: Context, customers: readonly Customer[]): Promise<Whose[]> => {
  const erased = await findErased(ctx, customers)
  const given = customers.flatMap((one) => one?.customerId ?? [])
  const { rows } = await sql<{ id: string }>`
    select id from customer where workspace_id = ${ctx.workspaceId} and id = any(${given}::uuid[])`.execute(
    ctx.db,
  )
  const known = new Set(rows.map((row) => row.id))
  const named = customers.map((one, index) =>
    one && !one.customerId && (one.userId || one.email) && !erased.has(index) ? one : undefined,
  )
  const wanted = named.flatMap((one, index) => (one ? [{ one, index }] : []))
  const resolved = await resolveAllTracked(
    ctx,
    wanted.map(({ one: { userId, email, name } }) => ({ userId, email, name })),
  )
  const owners = await findIdentifiers(
    ctx,
    wanted.map(({ one: { userId, email } }, at) => ({ userId, email, customerId: resolved[at] })),
  )
  const ownerAt = new Map(wanted.map(({ index }, at) => [index, owners[at]]))
  return customers.map((one, index) => {
    if (erased.has(index)) return 'erased'
    if (!one?.customerId) return ownerAt.get(index)
    return known.has(one.customerId) ? { customerId: one.customerId } : 'missing'
  })
}
