import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

/** Forgets those of `ids` that no message and no raw input holds any more. */
export const forgetUnusedFiles = (ctx: Context, ids: readonly string[]) =>
  sql`delete from file f where f.workspace_id = ${ctx.workspaceId} and f.id = any(${[...ids]}::uuid[])
    and not exists (select 1 from message_file m where m.workspace_id = f.workspace_id and m.file_id = f.id)
    and not exists (select 1 from receipt r where r.workspace_id = f.workspace_id and r.file_id = f.id)`.execute(
    ctx.db,
  )
