import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { ofVisibleCustomers } from '../../members/index.ts'
import { normaliseAs } from '../rules/normalise-as.ts'
import { readRules } from '../rules/read-rules.ts'
import type { Normaliser } from '../rules/types.ts'

const shortest = 3
const most = 20
/** Of each kind of identifier, so that a beginning that thousands share costs the same. */
const looked = 60

/**
 * Whose identifier this is, then whose mail address, number or account begins so; of equals those heard from latest first.
 * At most half of `limit`, so that a list that puts them before the others always goes on with the others.
 */
export const findDirect = async (
  ctx: Context,
  search: string,
  limit: number,
): Promise<string[]> => {
  // Whoever may not see an address must not find out by asking for it either.
  const wanted = ctx.sight.contact ? await beginnings(ctx, search) : []
  const room = Math.min(most, Math.floor(limit / 2))
  if (wanted.length === 0 || room === 0) return []
  const { rows } = await sql<{ id: string }>`
    select c.id from (
      select i.customer_id, bool_or(i.value = w.begins) as whole
      from unnest(${wanted.map(({ type }) => type)}::text[], ${wanted.map(({ begins }) => begins)}::text[])
        as w (type, begins)
      cross join lateral (
        select value, customer_id from identifier
        where workspace_id = ${ctx.workspaceId} and type = w.type and value >= w.begins
        order by value limit ${looked}) i
      where starts_with(i.value, w.begins) and i.customer_id is not null
      group by i.customer_id) f
    join customer c on c.workspace_id = ${ctx.workspaceId} and c.id = f.customer_id
    where c.merged_into is null and ${ofVisibleCustomers(ctx, 'c.id')}
    order by f.whole desc, coalesce(c.last_contact_at, c.created_at) desc, c.id desc limit ${room}`.execute(
    ctx.db,
  )
  return rows.map(({ id }) => id)
}

/** How an identifier of each kind would begin. */
const beginnings = async (ctx: Context, search: string) => {
  const text = search.normalize('NFKC').replaceAll('\u0000', '').trim().slice(0, 200)
  if (text.length < shortest) return []
  const { types } = await readRules(ctx)
  return types
    .filter(({ trust }) => trust !== 'device')
    .flatMap(({ type, normaliser }) => {
      const begins = begin(normaliser, text)
      return begins !== undefined && begins.length >= shortest ? [{ type, begins }] : []
    })
}

const begin = (normaliser: Normaliser, text: string): string | undefined => {
  if (normaliser === 'email') return /\s/.test(text) ? undefined : text.toLowerCase()
  if (normaliser !== 'phone') return normaliseAs(normaliser, text)
  if (!/^[+(]?[\d\s\-().‐‑–−ー]+$/.test(text)) return undefined
  const whole = normaliseAs('phone', text)
  if (whole?.startsWith('+')) return whole
  const digits = text.replace(/[^\d+]/g, '')
  return digits.replace(/^0(?=[1-9])/, '+81')
}
