import { sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type { Retention } from '../../foundation/server/retention.ts'

/** Whole months that ended before; single lines can be taken away by nobody. */
const findMonths = async (ctx: Context, before: Date) => {
  const { rows } = await sql<{ part: string }>`
    select c.relname as part from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_entry'::regclass and c.relname ~ '_[0-9]{6}$'
      and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= ${before}::timestamptz
    order by 1 limit 600`.execute(ctx.db)
  return rows.map(({ part }) => part)
}

const countOf = async (ctx: Context, part: string, mine: boolean) => {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from ${sql.table(part)}
    where (workspace_id = ${ctx.workspaceId}) = ${mine}`.execute(ctx.db)
  return rows[0]!.count
}

export const auditRetention: Retention = {
  name: 'audit',
  usualDays: null,
  count: async (ctx, before) => {
    let count = 0
    for (const part of await findMonths(ctx, before)) count += await countOf(ctx, part, true)
    return count
  },
  /** A month in which another workspace has lines stays for it. */
  sweep: async (ctx, before) => {
    for (const part of await findMonths(ctx, before)) {
      const mine = await countOf(ctx, part, true)
      if (mine === 0 || (await countOf(ctx, part, false)) > 0) continue
      await inTransaction(ctx, async (ctx) => {
        await sql`set local lock_timeout = '2s'`.execute(ctx.db)
        await sql`drop table ${sql.table(part)}`.execute(ctx.db)
      })
      return mine
    }
    return 0
  },
}
