import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { type Cursor, parseCursor, toPage } from '../../foundation/server/cursor.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { hidden, isLimited, ofVisibleCustomers, showName } from '../members/index.ts'
import { standingFor } from './component.ts'
import type * as contract from './contract.ts'
import type { Trust } from './identifiers.ts'
import { normalise } from './normalise.ts'
import { readRules } from './rules/read-rules.ts'
import { findCustomers } from './search/find-customers.ts'
import { findDirect } from './search/find-direct.ts'

/** Every query on customers starts from here: those whom the caller may see. */
const selectCustomers = (ctx: Context) =>
  ctx.db
    .selectFrom('customer')
    .where('customer.workspace_id', '=', ctx.workspaceId)
    .where((eb) =>
      // An absorbed customer only leads on to the one who is seen.
      isLimited(ctx)
        ? eb.or([eb('merged_into', 'is not', null), ofVisibleCustomers(ctx, 'customer.id')])
        : sql<boolean>`true`,
    )
    .select([
      'customer.id',
      'name',
      'name_from',
      'locale',
      'last_contact_at',
      'created_at',
      'merged_into',
    ])
    .select(
      sql<string>`coalesce((select i.shown from identifier i
        where i.workspace_id = customer.workspace_id and i.customer_id = customer.id and i.type in ('email', 'user_id')
        order by (i.type = 'email') desc, (i.trust = 'verified') desc, i.created_at limit 1), '')`.as(
        'shown',
      ),
    )
    .select(
      sql<
        { id: string; name: string }[]
      >`coalesce((select jsonb_agg(distinct jsonb_build_object('name', l.name, 'id', l.id))
        from customer_label cl join label l on l.workspace_id = cl.workspace_id and l.id = cl.label_id
        where cl.workspace_id = customer.workspace_id and cl.customer_id in (select m.id from customer m
          where m.workspace_id = customer.workspace_id and (m.id = customer.id or m.root_id = customer.id))), '[]')`.as(
        'labels',
      ),
    )

type Row = Awaited<ReturnType<ReturnType<typeof selectCustomers>['execute']>>[number]

const show = (ctx: Context, row: Row) => ({
  id: row.id,
  name: showName(ctx, row.name),
  shown: ctx.sight.contact ? row.shown : '',
  nameFrom: row.name_from,
  locale: row.locale,
  lastContactAt: row.last_contact_at,
  createdAt: row.created_at,
  labels: row.labels,
})

/** What the list is ordered by; has an index of its own. */
const listedAt = sql<Date>`coalesce(last_contact_at, created_at)`

/** So that a list of ids is never empty. */
const nobody = '00000000-0000-0000-0000-000000000000'

/** A value as each kind of identifier would write it, in use or not: who proved it before is found by it still. */
const spellingsOf = async (ctx: Context, value: string) => {
  const { types, of } = await readRules(ctx)
  return [...types.map(({ type }) => type), 'visitor'].flatMap(
    (type) => normalise(type, value, of(type).normaliser) ?? [],
  )
}

/** Those whose identifier it is or begins so stand before all others, on the first page. One more than `limit`. */
const findInOrder = async (
  ctx: Context,
  search: string,
  before: Cursor | undefined,
  limit: number,
) => {
  const direct = await findDirect(ctx, search, limit)
  const found = await findCustomers(ctx, { search, before, limit: limit + 1 + direct.length })
  const others = found.map(({ id }) => id).filter((id) => !direct.includes(id))
  return [...(before ? [] : direct), ...others].slice(0, limit + 1)
}

export const listCustomers = async (
  ctx: Context,
  input: z.output<typeof contract.listCustomers.input>,
) => {
  const before = parseCursor(input.after)
  const wanted = input.identifier && (await spellingsOf(ctx, input.identifier))
  const search = input.search?.trim()
  const found = search ? await findInOrder(ctx, search, before, input.limit) : undefined
  const rows = await selectCustomers(ctx)
    .where('merged_into', 'is', null)
    .$if(Array.isArray(wanted), (query) =>
      query.where('customer.id', 'in', (eb) =>
        eb
          .selectFrom('identifier')
          .select('customer_id')
          .where('workspace_id', '=', ctx.workspaceId)
          // Whoever may not see an address must not find out by asking for it either.
          .where('value', 'in', ctx.sight.contact ? [...new Set(wanted as string[]), ''] : [''])
          .$castTo<{ customer_id: string }>(),
      ),
    )
    .$if(found !== undefined, (query) => query.where('customer.id', 'in', [...found!, nobody]))
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(${listedAt}, customer.id) < (${before?.at}::timestamptz, ${before?.id}::uuid)`,
      ),
    )
    .orderBy(listedAt, 'desc')
    .orderBy('customer.id', 'desc')
    .limit(input.limit + 1)
    .execute()
  const place = new Map(found?.map((id, at) => [id, at]))
  return toPage(
    found ? rows.sort((one, other) => place.get(one.id)! - place.get(other.id)!) : rows,
    input.limit,
    (row) => ({ at: row.last_contact_at ?? row.created_at, id: row.id }),
    (row) => show(ctx, row),
  )
}

/** Follows a merge, so that an old link still opens the person. Errors: `customer.missing`. */
const requireCustomer = async (ctx: Context, id: string): Promise<Row> => {
  const standing = await standingFor(ctx, id)
  const row =
    standing && (await selectCustomers(ctx).where('customer.id', '=', standing).executeTakeFirst())
  if (!row) throw new AppError('missing', 'customer.missing')
  return row
}

/** The id of whoever stands for this customer by now, if the caller may see them. Errors: `customer.missing`. */
export const requireStanding = async (ctx: Context, id: string) => {
  if (isLimited(ctx)) return (await requireCustomer(ctx, id)).id
  const standing = await standingFor(ctx, id)
  if (!standing) throw new AppError('missing', 'customer.missing')
  return standing
}

export const getCustomer = async (ctx: Context, { id }: { id: string }) => {
  const row = await requireCustomer(ctx, id)
  const identifiers = await sql<{
    id: string
    type: string
    value: string
    trust: Trust
    since: Date
    reason: string
    by: string | null
  }>`
    select i.id, i.type, i.shown as value, i.trust, coalesce(l.at, i.created_at) as since, coalesce(l.reason, '') as reason,
      nullif(m.name, '') as by
    from identifier i left join lateral (
      select at, reason, actor_type, actor_id from identifier_link l where l.workspace_id = i.workspace_id and l.identifier_id = i.id
        -- What was taken back counts for nothing: it is theirs for the reason that it was before.
        and l.customer_id = i.customer_id and l.reason not in ('unmerged', 'rejoined')
      order by number desc limit 1) l on true
    left join member m on m.workspace_id = i.workspace_id and l.actor_type = 'member' and m.id::text = l.actor_id
    where i.workspace_id = ${ctx.workspaceId} and i.customer_id = ${row.id}
    order by i.created_at limit 200`.execute(ctx.db)
  const shown = ctx.sight.contact
    ? identifiers.rows
    : identifiers.rows.map((one) => ({ ...one, value: hidden }))
  return { ...show(ctx, row), identifiers: shown }
}
