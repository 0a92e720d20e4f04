import { sql } from 'kysely'
import type { Retention } from '../../foundation/server/retention.ts'

const atOnce = 5000

export const consentRetention: Retention = {
  name: 'device-consents',
  usualDays: 365,
  count: async (ctx, before) => {
    const { rows } = await sql<{ count: string }>`select count(*) as count from device_consent
      where workspace_id = ${ctx.workspaceId} and received_at < ${before}`.execute(ctx.db)
    return Number(rows[0]!.count)
  },
  sweep: async (ctx, before) => {
    const { rows } =
      await sql`delete from device_consent where (workspace_id, anonymous_id, category) in (
        select workspace_id, anonymous_id, category from device_consent
        where workspace_id = ${ctx.workspaceId} and received_at < ${before} limit ${atOnce})
      returning category`.execute(ctx.db)
    return rows.length
  },
}
