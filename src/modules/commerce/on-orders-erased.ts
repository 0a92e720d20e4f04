import type { Context } from '../../foundation/server/context.ts'

type Forget = (ctx: Context, orderIds: readonly string[]) => Promise<void>

const listeners: Forget[] = []

/** Modules that keep what an order once said forget whose it was, in the transaction that erases it. */
export const onOrdersErased = (forget: Forget) => void listeners.push(forget)

export const tellOrdersErased = async (ctx: Context, orderIds: readonly string[]) => {
  for (const forget of listeners) await forget(ctx, orderIds)
}
