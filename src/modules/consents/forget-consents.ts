import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

type Whose = { customerIds: readonly string[]; identifierIds: readonly string[] }

/** Takes what these people said out of the ledger, for whoever was only ever a rehearsal. Inside the caller's transaction. */
export const forgetConsents = (ctx: Context, { customerIds, identifierIds }: Whose) =>
  sql`delete from consent where workspace_id = ${ctx.workspaceId}
    and (identifier_id = any(${[...identifierIds]}::uuid[])
      or customer_id = any(${[...customerIds]}::uuid[]))`.execute(ctx.db)

/** Takes those of `ids` away of which nobody said anything, and which no site speaks of. */
export const forgetUnusedPurposes = (ctx: Context, ids: readonly string[]) =>
  sql`delete from consent_purpose p where p.workspace_id = ${ctx.workspaceId} and p.id = any(${[...ids]}::uuid[])
    and not exists (select 1 from consent c where c.workspace_id = p.workspace_id and c.purpose_id = p.id)
    and not exists (select 1 from consent_category c
      where c.workspace_id = p.workspace_id and c.purpose_id = p.id)`.execute(ctx.db)
