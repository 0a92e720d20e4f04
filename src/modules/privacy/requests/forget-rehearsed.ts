import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** Takes these requests away whole, and all that were made for these customers: nobody ever asked. */
export const forgetRequests = (
  ctx: Context,
  { ids = [], customerIds = [] }: { ids?: readonly string[]; customerIds?: readonly string[] },
) =>
  sql`delete from privacy_request where workspace_id = ${ctx.workspaceId}
    and (id = any(${[...ids]}::uuid[]) or customer_id = any(${[...customerIds]}::uuid[]))`.execute(
    ctx.db,
  )
