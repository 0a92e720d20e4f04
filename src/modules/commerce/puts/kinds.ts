import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import type { FollowupInput } from '../save/followup-row.ts'
import type { Owner } from '../save/order-row.ts'
import { saveClaims, saveDeliveries, saveReturns } from '../save/save-followups.ts'
import { type Saved, saveOrders } from '../save/save-orders.ts'
import { saveProducts } from '../save/save-products.ts'
import { PutDelivery, PutOrder, PutProduct, PutReturn, PutWarrantyClaim } from './contract.ts'

type Owned<T> = T & { source: string; owner: Owner | undefined }

const dateOf = <T extends string | null | undefined>(text: T) =>
  (text ? new Date(text) : text) as T extends string ? Date : Exclude<T, string>

/** The offset that a time was written with, where it is not UTC. */
const offsetOf = (text: string | undefined) => /[+-]\d\d:\d\d$/.exec(text ?? '')?.[0]

const orderOf = (now: Date) => (row: Owned<z.output<typeof PutOrder>>) => {
  const { customer: _, state, stateAt, placedAt, updatedAt, zone, ...said } = row
  const at = stateAt ? new Date(stateAt) : updatedAt ? new Date(updatedAt) : now
  const first = placedAt ? new Date(placedAt) : at
  return {
    ...said,
    ownerCounts: true,
    placedAt: dateOf(placedAt),
    zone: zone ?? offsetOf(placedAt),
    asOf: dateOf(updatedAt),
    states: [
      { state: 'placed', at: first },
      ...(state && state !== 'placed'
        ? [{ state, at, amount: state === 'refunded' ? (said.refunded ?? null) : null }]
        : []),
    ],
  }
}

export const orders = {
  schema: PutOrder,
  save: (ctx: Context, rows: readonly Owned<z.output<typeof PutOrder>>[]): Promise<Saved[]> =>
    saveOrders(ctx, rows.map(orderOf(ctx.now))),
}

export const products = {
  schema: PutProduct,
  save: (
    ctx: Context,
    rows: readonly (z.output<typeof PutProduct> & { source: string })[],
  ): Promise<Saved[]> =>
    saveProducts(
      ctx,
      rows.map(({ updatedAt, ...row }) => ({ ...row, asOf: dateOf(updatedAt) })),
    ),
}

type AnyPut =
  | z.output<typeof PutDelivery>
  | z.output<typeof PutReturn>
  | z.output<typeof PutWarrantyClaim>

const followupOf =
  (now: Date, first: string) =>
  (row: Owned<AnyPut>): FollowupInput => {
    const { customer: _, state, stateAt, begunAt, updatedAt, zone, ...said } = row
    const at = stateAt ? new Date(stateAt) : updatedAt ? new Date(updatedAt) : now
    const expectedAt = 'expectedAt' in said ? dateOf(said.expectedAt) : undefined
    return {
      ...said,
      expectedAt,
      begunAt: dateOf(begunAt),
      zone: zone ?? offsetOf(begunAt),
      asOf: dateOf(updatedAt),
      states: state
        ? [
            ...(begunAt && state !== first ? [{ state: first, at: new Date(begunAt) }] : []),
            { state, at },
          ]
        : [],
    }
  }

export const deliveries = {
  schema: PutDelivery,
  save: (ctx: Context, rows: readonly Owned<z.output<typeof PutDelivery>>[]): Promise<Saved[]> =>
    saveDeliveries(ctx, rows.map(followupOf(ctx.now, 'preparing'))),
}
export const returns = {
  schema: PutReturn,
  save: (ctx: Context, rows: readonly Owned<z.output<typeof PutReturn>>[]): Promise<Saved[]> =>
    saveReturns(ctx, rows.map(followupOf(ctx.now, 'requested'))),
}
export const claims = {
  schema: PutWarrantyClaim,
  save: (
    ctx: Context,
    rows: readonly Owned<z.output<typeof PutWarrantyClaim>>[],
  ): Promise<Saved[]> => saveClaims(ctx, rows.map(followupOf(ctx.now, 'opened'))),
}
