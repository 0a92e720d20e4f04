import type { z } from 'zod'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { formatPosition } from '../../foundation/server/events/position.ts'
import { readPosition } from '../../foundation/server/events/read-log.ts'
import { record } from '../../foundation/server/events/record.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { locale } from '../workspaces/contract.ts'
import { getWorkspace } from '../workspaces/index.ts'
import type * as contract from './contract.ts'
import { memberUpdated } from './events.ts'
import { selectMembers, showMember } from './list-members.ts'

/** The member who acts; an API key is nobody. Errors: `auth.member_only`. */
const ownId = (ctx: Context) => {
  if (ctx.actor.type !== 'member') throw new AppError('forbidden', 'auth.member_only')
  return ctx.actor.id
}

/** The account that the acting member signs in with. */
export const ownAccount = async (ctx: Context): Promise<string> => {
  const row = await ctx.db
    .selectFrom('member')
    .select('auth_user_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', ownId(ctx))
    .executeTakeFirst()
  if (!row?.auth_user_id) throw new AppError('forbidden', 'auth.member_only')
  return row.auth_user_id
}

export const getMe = async (ctx: Context) => {
  const position = formatPosition(await readPosition(ctx.db))
  const row = await selectMembers(ctx).where('id', '=', ownId(ctx)).executeTakeFirstOrThrow()
  const own = locale.safeParse(row.locale).data ?? null
  return {
    member: { ...showMember(row), locale: own },
    workspace: await getWorkspace(ctx),
    permissions: [...ctx.can].sort(),
    position,
  }
}

export const updateMe = (
  ctx: Context,
  { name, locale }: z.output<typeof contract.updateMe.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const fields = Object.entries({ name, locale }).flatMap(([field, value]) =>
      value === undefined ? [] : [field],
    )
    if (fields.length > 0) {
      const memberId = ownId(ctx)
      await ctx.db
        .updateTable('member')
        .set({ name, locale })
        .where('workspace_id', '=', ctx.workspaceId)
        .where('id', '=', memberId)
        .execute()
      await record(ctx, memberUpdated, {}, { memberId, fields })
    }
    return getMe(ctx)
  })
