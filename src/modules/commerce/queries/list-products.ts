import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { hideContact, hideInUrl, isLimited } from '../../members/index.ts'
import type * as contract from '../contract.ts'

export const listProducts = async (
  ctx: Context,
  input: z.output<typeof contract.listProducts.input>,
) => {
  // What a site calls a product may be anything, and no product is of one customer.
  if (isLimited(ctx)) return { data: [], next: null }
  const before = parseCursor(input.after)
  const rows = await ctx.db
    .selectFrom('product')
    .select([
      'id',
      'source',
      'external_id as externalId',
      'sku',
      'name',
      'brand',
      'category',
      'variant',
      'url',
      'image_url as imageUrl',
      'currency',
      'price',
      'changed_at as changedAt',
    ])
    .where('workspace_id', '=', ctx.workspaceId)
    .$if(input.externalId !== undefined, (query) =>
      query.where('external_id', '=', input.externalId!),
    )
    .$if(input.sku !== undefined, (query) => query.where('sku', '=', input.sku!))
    .$if(input.source !== undefined, (query) => query.where('source', '=', input.source!))
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(changed_at, id) < (${before?.at}::timestamptz, ${before?.id}::uuid)`,
      ),
    )
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.changedAt, id: row.id }),
    (row) => (ctx.sight.contact ? row : withoutContact(row)),
  )
}

const withoutContact = <Row extends { name: string | null; url: string | null }>(
  row: Row,
): Row => ({
  ...row,
  name: row.name && hideContact(row.name),
  url: row.url && hideInUrl(row.url),
})
