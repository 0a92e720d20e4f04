import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../foundation/server/cursor.ts'
import { readDevicesOf } from '../customers/index.ts'
import { hidden, hideContact, hideInUrl, ofVisibleCustomers } from '../members/index.ts'
import type * as contract from './contract.ts'
import { ownerThen } from './owner-then.ts'
import type { Device } from './visits/device.ts'
import type { Vitals } from './visits/vitals.ts'

const theirs = ownerThen(sql`visit.started_at`)

/** Visits, latest first; whose they are is asked of the device now, so that it is right after a merge too. */
export const listVisits = async (
  ctx: Context,
  input: z.output<typeof contract.listVisits.input>,
) => {
  const before = parseCursor(input.after)
  const [standing, devices] = input.customerId
    ? await readDevicesOf(ctx, input.customerId, 'anonymous_id')
    : []
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
      theirs.as('customerId'),
      'started_at as startedAt',
      'last_at as lastAt',
      'page_count as pageCount',
      'event_count as eventCount',
      'first_url as firstUrl',
      'last_url as lastUrl',
      'last_title as lastTitle',
      'referrer',
      'visit.source',
      'medium',
      'campaign',
      'channel',
      'device',
      'vitals',
    ])
    .where('visit.workspace_id', '=', ctx.workspaceId)
    .where(ofVisibleCustomers(ctx, theirs))
    .$if(devices !== undefined, (query) =>
      query
        .where('anonymous_id', 'in', [...new Set(devices!.map(({ value }) => value)), ''])
        .where(sql<boolean>`${theirs} = ${standing}`),
    )
    .$if(input.from !== undefined, (query) =>
      query.where(sql<boolean>`started_at >= ${input.from}::timestamptz`),
    )
    .$if(input.sourceId !== undefined, (query) =>
      query.where('visit.source_id', '=', input.sourceId!),
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
    (given) => {
      const row = { ...given, ...told(given) }
      if (ctx.sight.contact) return row
      return {
        ...row,
        vitals: null,
        anonymousId: hidden,
        firstUrl: row.firstUrl && hideInUrl(row.firstUrl),
        lastUrl: row.lastUrl && hideInUrl(row.lastUrl),
        lastTitle: row.lastTitle && hideContact(row.lastTitle),
        referrer: row.referrer && hideInUrl(row.referrer),
        source: row.source && hideContact(row.source),
        medium: row.medium && hideContact(row.medium),
        campaign: row.campaign && hideContact(row.campaign),
      }
    },
  )
}

/** What the reader wrote as JSON, in its shape. */
export const told = ({ device, vitals }: { device: unknown; vitals: unknown }) => ({
  device: (device ?? null) as Device | null,
  vitals: (vitals ?? null) as Vitals | null,
})
