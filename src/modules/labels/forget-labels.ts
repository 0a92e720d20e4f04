import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/** Forgets those of `ids` that label nothing any more. */
export const forgetUnusedLabels = (ctx: Context, ids: readonly string[]) =>
  sql`delete from label l where l.workspace_id = ${ctx.workspaceId} and l.id = any(${[...ids]}::uuid[])
    and not exists (select 1 from conversation_label c where c.workspace_id = l.workspace_id and c.label_id = l.id)
    and not exists (select 1 from customer_label c where c.workspace_id = l.workspace_id and c.label_id = l.id)`.execute(
    ctx.db,
  )
