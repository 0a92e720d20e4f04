import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import { hidden, hideContact, hideInUrl, ofVisibleCustomers } from '../members/index.ts'
import type * as contract from './contract.ts'

/** Visits, latest first; whose they are is asked of the device now, so that it is right after a merge too. */
export const listVisits = async (
  ctx: Context,
  input: z.output<typeof contract.listVisits.input>,
) => {
  const before = parseCursor(input.after)
  const rows = await ctx.db
    .selectFrom('visit')
    .leftJoin('identifier', (join) =>
      join
        .onRef('identifier.workspace_id', '=', 'visit.workspace_id')
        .on('identifier.type', '=', 'anonymous_id')
        .onRef('identifier.value', '=', 'visit.anonymous_id'),
    )
    .select([
      'visit.id',
      'anonymous_id as anonymousId',
      'customer_id as customerId',
      'started_at as startedAt',
      'last_at as lastAt',
      'page_count as pageCount',
      'event_count as eventCount',
      'first_url as firstUrl',
      'last_url as lastUrl',
      'last_title as lastTitle',
      'referrer',
    ])
    .where('visit.workspace_id', '=', ctx.workspaceId)
    .where(ofVisibleCustomers(ctx, 'identifier.customer_id'))
    .$if(input.customerId !== undefined, (query) =>
      query.where('customer_id', '=', input.customerId!),
    )
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`started_at <= ${before?.at} and (started_at, visit.id::text) < (${before?.at}, ${before?.id})`,
      ),
    )
    .orderBy('started_at', 'desc')
    .orderBy('visit.id', 'desc')
    .limit(input.limit + 1)
    .execute()
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.startedAt, id: row.id }),
    (row) =>
      ctx.sight.contact
        ? row
        : {
            ...row,
            anonymousId: hidden,
            firstUrl: row.firstUrl && hideInUrl(row.firstUrl),
            lastUrl: row.lastUrl && hideInUrl(row.lastUrl),
            lastTitle: row.lastTitle && hideContact(row.lastTitle),
            referrer: row.referrer && hideInUrl(row.referrer),
          },
  )
}
