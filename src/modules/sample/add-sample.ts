import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction, systemContext } from '../../foundation/server/context.ts'
import { currentTransaction } from '../../foundation/server/events/forget-events.ts'
import { record } from '../../foundation/server/events/record.ts'
import { enqueue } from '../../foundation/server/jobs/jobs.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { markSample } from '../workspaces/index.ts'
import { sampleAdded } from './events.ts'
import { fillSample } from './fill/fill-sample.ts'
import { openShop } from './fill/open-shop.ts'
import { getSample } from './get-sample.ts'
import { keepPart } from './keep-parts.ts'

/**
 * Opens the sample shop and has a job tell its last four weeks. However often it is asked for, there is one; each caller
 * is told how far it is. Errors: `sample.removing`, `sample.no_admin`.
 */
export const addSample = (asked: Context) =>
  inTransaction(asked, async (asked) => {
    const ctx = {
      ...systemContext(asked.services, asked.workspaceId, 'sample', asked.db),
      now: asked.now,
    }
    if (!(await markSample(ctx, true))) {
      const sample = await getSample(ctx)
      if (sample.state === 'removing') throw new AppError('conflict', 'sample.removing')
      return sample
    }
    const me = await findAdmin(asked)
    await record({ ...ctx, actor: asked.actor }, sampleAdded, {}, {})
    await audit({ ...asked, db: ctx.db }, 'sample.added')
    await keepPart(ctx, 'added', ctx.workspaceId, {
      since: await currentTransaction(ctx),
      me,
      at: ctx.now.toISOString(),
      done: 0,
      total: 1,
    })
    await openShop(ctx, me)
    await enqueue(ctx, fillSample, {}, { key: `sample:${ctx.workspaceId}:fill` })
    return getSample(ctx)
  })

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
