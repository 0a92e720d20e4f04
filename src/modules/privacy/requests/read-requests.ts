import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { readAgreed } from '../../consents/index.ts'
import { isLimited } from '../../members/index.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import type * as contract from '../contract.ts'
import { writeLetters } from './letters.ts'

export type PrivacyRequest = z.input<typeof contract.PrivacyRequest>
type Row = Omit<PrivacyRequest, 'createdAt' | 'closedAt' | 'identityCheckedAt'> & {
  createdAt: Date
  closedAt: Date | null
  identityCheckedAt: Date | null
}

/** Each names a person, of whomever: nothing for those from whom anything is kept. */
const seesAll = (ctx: Context) => sql`${!isLimited(ctx) && ctx.sight.contact}`

/** The workspace's own day, `2026-11-22`. */
export const todayOf = async (ctx: Context): Promise<string> => {
  const { timeZone } = await getWorkspace(ctx)
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(ctx.now)
}

const readRows = async (ctx: Context, where = sql`true`, limit = 1): Promise<Row[]> => {
  const { rows } = await sql<Row>`
    select r.id, r.kind, case when c.id is null then null
        else jsonb_build_object('id', c.id, 'name', coalesce(c.name, '')) end as customer,
      r.requester, r.contact, r.details, r.language, r.received_on::text as "receivedOn", r.due_on::text as "dueOn",
      r.closed_at is null and r.due_on < ${await todayOf(ctx)}::date as overdue, r.state,
      r.identity_check as "identityCheck", r.identity_checked_at as "identityCheckedAt",
      case when m.id is null then null else jsonb_build_object('id', m.id, 'name', m.name) end as assignee,
      r.outcome, r.created_at as "createdAt", r.closed_at as "closedAt"
    from privacy_request r
    left join customer k on k.workspace_id = r.workspace_id and k.id = r.customer_id
    left join customer c on c.workspace_id = r.workspace_id and c.id = coalesce(k.root_id, k.id)
    left join member m on m.workspace_id = r.workspace_id and m.id = r.assignee_id
    where r.workspace_id = ${ctx.workspaceId} and ${seesAll(ctx)} and ${where}
    order by r.created_at desc, r.id desc limit ${limit}`.execute(ctx.db)
  return rows
}

/** Due so soon that it is said. */
export const soonDays = 7

export const countPrivacyRequests = async (ctx: Context) => {
  const today = await todayOf(ctx)
  const { rows } = await sql<{ open: number; soon: number; overdue: number }>`
    select count(*)::int as open,
      count(*) filter (where r.due_on between ${today}::date and ${today}::date + ${soonDays}::int)::int as soon,
      count(*) filter (where r.due_on < ${today}::date)::int as overdue
    from privacy_request r
    where r.workspace_id = ${ctx.workspaceId} and r.closed_at is null and ${seesAll(ctx)}`.execute(
    ctx.db,
  )
  return rows[0]!
}

/** Of whoever stands for this customer by now; of one who is gone, what still names them. */
const ofCustomer = (ctx: Context, id: string) => sql`(r.customer_id = ${id} or c.id = (
  select coalesce(root_id, id) from customer where workspace_id = ${ctx.workspaceId} and id = ${id}))`

export const listPrivacyRequests = async (
  ctx: Context,
  { view, customerId, after, limit }: z.output<typeof contract.listPrivacyRequests.input>,
) => {
  const before = parseCursor(after)
  const today = await todayOf(ctx)
  const views = {
    open: sql`r.closed_at is null`,
    soon: sql`r.closed_at is null and r.due_on between ${today}::date and ${today}::date + ${soonDays}::int`,
    overdue: sql`r.closed_at is null and r.due_on < ${today}::date`,
    closed: sql`r.closed_at is not null`,
    all: sql`true`,
  }
  const rows = await readRows(
    ctx,
    sql`${views[view]}
      ${customerId ? sql`and ${ofCustomer(ctx, customerId)}` : sql``}
      ${before ? sql`and (r.created_at, r.id) < (${before.at}, ${before.id}::uuid)` : sql``}`,
    limit + 1,
  )
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => row,
  )
}

/** Errors: `privacy.request_missing`. */
export const requireRequest = async (ctx: Context, id: string): Promise<Row> => {
  const [found] = await readRows(ctx, sql`r.id = ${id}`)
  if (!found) throw new AppError('missing', 'privacy.request_missing')
  return found
}

export const getPrivacyRequest = async (ctx: Context, { id }: { id: string }) => {
  const request = await requireRequest(ctx, id)
  const { name } = await getWorkspace(ctx)
  const agreed =
    request.kind === 'purpose-of-use' && request.customer
      ? await readAgreed(ctx, request.customer.id)
      : []
  return { ...request, letters: writeLetters(request, { brand: name, agreed }) }
}
