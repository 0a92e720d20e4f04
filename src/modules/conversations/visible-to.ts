import { type Expression, type SqlBool, sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/** Every query on conversations starts from here: the caller's workspace, and what of it they may see. */
export const visibleTo = (ctx: Context): Expression<SqlBool> =>
  sql<SqlBool>`conversation.workspace_id = ${ctx.workspaceId}`
