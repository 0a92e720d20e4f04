import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

/** Of what an order was before an import, all that says whose: no undo brings back who was erased. */
export const forgetOwners = async (ctx: Context, orderIds: readonly string[]) => {
  await sql`update import_row set before = before #- '{was,fields,contact}' #- '{was,fields,url}'
      #- '{was,fields,customerId}' #- '{was,fields,identifierId}' #- '{was,fields,anonymousId}'
    where workspace_id = ${ctx.workspaceId} and subject_id = any(${[...orderIds]}::uuid[])
      and before #> '{was,fields}' is not null`.execute(ctx.db)
}
