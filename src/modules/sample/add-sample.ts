import { type Context, inTransaction, systemContext } from '../../foundation/server/context.ts'
import { currentTransaction } from '../../foundation/server/events/forget-events.ts'
import { record } from '../../foundation/server/events/record.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { markSample } from '../workspaces/index.ts'
import { alone } from './alone.ts'
import { readContent } from './content.ts'
import { sampleAdded } from './events.ts'
import { browseSite } from './fill/browse-site.ts'
import { makeShop } from './fill/make-shop.ts'
import { tellScenes } from './fill/tell-scenes.ts'
import { keepPart } from './keep-parts.ts'
import { takeAway } from './remove-sample.ts'
import { enqueueFirst } from './script/write-scripted.ts'

const days = 28

/**
 * Fills the workspace with the sample shop's last four weeks, in short transactions. What fails halfway is taken away
 * again. Errors: `sample.present`, `sample.no_admin`.
 */
export const addSample = async (asked: Context) => {
  await alone(asked, async () => {
    const ctx = { ...systemContext(asked.services, asked.workspaceId, 'sample'), now: asked.now }
    const me = await findAdmin(asked)
    const shop = await inTransaction(ctx, async (ctx) => {
      if (!(await markSample(ctx, true))) throw new AppError('conflict', 'sample.present')
      await record({ ...ctx, actor: asked.actor }, sampleAdded, {}, {})
      await keepPart(ctx, 'added', ctx.workspaceId, { since: await currentTransaction(ctx) })
      await enqueueFirst(ctx)
      const begun = new Date(ctx.now.getTime() - days * 86_400_000)
      return makeShop({ ...ctx, now: begun }, me)
    })
    try {
      const content = readContent()
      await tellScenes(ctx, shop, content)
      await browseSite(ctx, shop, content)
    } catch (error) {
      await takeAway(asked)
      throw error
    }
  })
  return {}
}

/** Whom the open conversations wait for: the admin who asked, else the first. */
const findAdmin = async ({ db, workspaceId, actor }: Context) => {
  if (actor.type === 'member') return { id: actor.id, name: actor.name }
  const admin = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'admin')
    .where('auth_user_id', 'is not', null)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  if (!admin) throw new AppError('conflict', 'sample.no_admin')
  return admin
}
