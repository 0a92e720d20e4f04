import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type * as contract from '../contract.ts'
import { listPurposes, type Purpose, requirePurpose } from '../purposes.ts'

/** Categories of one workspace; more is somebody who makes them up. */
const most = 200

type Row = { category: string; purpose_id: string | null; channel: string }
export type Meaning = { purpose: Purpose; channel: string }

const readRows = async (ctx: Context) => {
  const { rows } = await sql<Row>`select category, purpose_id, channel from consent_category
    where workspace_id = ${ctx.workspaceId} order by category collate "C" limit ${most}`.execute(
    ctx.db,
  )
  return rows
}

/** The purpose chosen for it, else the one whose key it is; a removed one means nothing any more. */
const meaningOf = (
  category: string,
  row: Row | undefined,
  purposes: readonly Purpose[],
): Meaning | undefined => {
  const purpose = row?.purpose_id
    ? purposes.find(({ id }) => id === row.purpose_id)
    : purposes.find(({ key }) => key === category.toLowerCase())
  return purpose && { purpose, channel: row?.channel ?? 'web' }
}

/** Tells what each category means here; undefined means nothing. */
export const readMeanings = async (ctx: Context) => {
  const [rows, { data }] = [await readRows(ctx), await listPurposes(ctx)]
  const byCategory = new Map(rows.map((row) => [row.category, row]))
  return {
    isKnown: (category: string) => byCategory.has(category),
    of: (category: string) => meaningOf(category, byCategory.get(category), data),
    all: () => rows.flatMap((row) => meaningOf(row.category, row, data) ?? []),
  }
}

/** Shows the admin what sites speak of, also what means nothing yet. */
export const noteCategories = async (ctx: Context, categories: readonly string[]) => {
  if (categories.length === 0) return
  await sql`insert into consent_category (workspace_id, category, seen_at)
    select ${ctx.workspaceId}, category, ${ctx.now} from unnest(${[...categories]}::text[]) c (category)
    where (select count(*) from consent_category where workspace_id = ${ctx.workspaceId}) < ${most}
    limit ${most} on conflict do nothing`.execute(ctx.db)
}

export const listCategories = async (ctx: Context) => {
  const [rows, { data }] = [await readRows(ctx), await listPurposes(ctx)]
  return {
    data: rows.map((row) => ({
      category: row.category,
      purposeId: meaningOf(row.category, row, data)?.purpose.id ?? null,
      chosen: row.purpose_id !== null,
      channel: row.channel,
    })),
  }
}

export const putCategory = (
  ctx: Context,
  { category, purposeId, channel }: z.output<typeof contract.putConsentCategory.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    if (purposeId) await requirePurpose(ctx, purposeId)
    const columns = { purpose_id: purposeId, channel }
    await ctx.db
      .insertInto('consent_category')
      .values({ workspace_id: ctx.workspaceId, category, ...columns })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'category']).doUpdateSet(columns))
      .execute()
    await audit(ctx, 'consent_settings.changed', {
      object: { type: 'workspace', id: ctx.workspaceId },
      facts: { change: 'category' },
    })
    return {}
  })
