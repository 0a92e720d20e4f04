import type { Context } from '../../../foundation/server/context.ts'
import { changeFacts } from '../keep-parts.ts'
import { enqueueFirst } from '../script/write-scripted.ts'
import { makeShop } from './make-shop.ts'

const days = 28

/** What its four weeks are told around, and the customer who writes in a moment. Inside the caller's transaction. */
export const openShop = async (ctx: Context, me: { id: string; name: string }) => {
  const begun = new Date(ctx.now.getTime() - days * 86_400_000)
  const shop = await makeShop({ ...ctx, now: begun }, me)
  await changeFacts(ctx, 'added', ctx.workspaceId, { shop })
  await enqueueFirst(ctx)
}
