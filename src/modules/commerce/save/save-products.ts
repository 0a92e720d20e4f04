import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { insertRows, keyOf, overlay, readRows, type Shape, updateRows } from './rows.ts'
import type { Saved } from './save-orders.ts'

/** `price` is in minor units of `currency`; what is undefined says nothing of it. */
export type ProductInput = {
  source: string
  externalId: string
  sku?: string | null | undefined
  name?: string | null | undefined
  brand?: string | null | undefined
  category?: string | null | undefined
  variant?: string | null | undefined
  url?: string | null | undefined
  imageUrl?: string | null | undefined
  currency?: string | null | undefined
  price?: number | null | undefined
  asOf?: Date | undefined
}

const shape = {
  id: 'uuid',
  source: 'text',
  externalId: 'text',
  sku: 'text',
  name: 'text',
  brand: 'text',
  category: 'text',
  variant: 'text',
  url: 'text',
  imageUrl: 'text',
  currency: 'text',
  price: 'bigint',
  asOf: 'timestamptz',
  createdAt: 'timestamptz',
  changedAt: 'timestamptz',
} satisfies Shape

type Row = { [Name in keyof typeof shape]: string | number | Date | null } & {
  id: string
  source: string
  externalId: string
  asOf: Date
}

const atOnce = 1000

/** As `saveOrders`: by source and external id, in few statements, a result for each; the same again changes nothing. */
export const saveProducts = async (
  ctx: Context,
  inputs: readonly ProductInput[],
): Promise<Saved[]> => {
  const saved: Saved[] = []
  for (let from = 0; from < inputs.length; from += atOnce)
    saved.push(
      ...(await inTransaction(ctx, (ctx) => saveSome(ctx, inputs.slice(from, from + atOnce)))),
    )
  return saved
}

const saveSome = async (ctx: Context, inputs: readonly ProductInput[]): Promise<Saved[]> => {
  // Nearly all are looked at and stay as they are, so none is locked for it.
  const before = await readRows<Row>(ctx, 'product', shape, inputs, { lock: false })
  const after = new Map<string, Row>()
  for (const input of inputs) {
    const row = after.get(keyOf(input)) ?? before.get(keyOf(input)) ?? newProduct(input, ctx.now)
    const { source: _, externalId: __, ...said } = input
    after.set(keyOf(input), overlay<Row>(row, said, input.asOf ?? ctx.now))
  }
  const names = Object.keys(shape).filter((name) => name !== 'asOf') as (keyof Row)[]
  const isChanged = (row: Row, was: Row) =>
    names.some((name) => row[name]?.valueOf() !== was[name]?.valueOf())
  const rows = [...after.values()]
  const fresh = rows.filter((row) => !before.has(keyOf(row)))
  // Who was first with one has said the same of it, or says so at the next look.
  const made = await insertRows(ctx, 'product', shape, fresh)
  const changed = new Set(
    rows.filter((row) => {
      const was = before.get(keyOf(row))
      return was && isChanged(row, was)
    }),
  )
  await updateRows(
    ctx,
    'product',
    shape,
    [...changed].map((row) => ({ ...row, changedAt: ctx.now })),
  )
  const lost = fresh.filter((row) => !made.has(row.id))
  const theirs = await readRows<Row>(ctx, 'product', shape, lost, { lock: false })
  return inputs.map((input) => {
    const row = after.get(keyOf(input))!
    const outcome = made.has(row.id) ? 'created' : changed.has(row) ? 'updated' : 'unchanged'
    return { id: (theirs.get(keyOf(input)) ?? row).id, externalId: input.externalId, outcome }
  })
}

const newProduct = ({ source, externalId }: ProductInput, now: Date): Row => ({
  id: newId(),
  source,
  externalId,
  sku: null,
  name: null,
  brand: null,
  category: null,
  variant: null,
  url: null,
  imageUrl: null,
  currency: null,
  price: null,
  asOf: new Date(0),
  createdAt: now,
  changedAt: now,
})
