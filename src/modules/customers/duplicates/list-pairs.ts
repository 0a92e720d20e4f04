import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { ofVisibleCustomers, showName } from '../../members/index.ts'
import { readFields } from '../fields.ts'
import { previewMerge } from '../merging/preview-merge.ts'
import { isContactField } from '../profile/contract.ts'
import type * as contract from './contract.ts'
import type { Reason } from './weigh.ts'

const score = (odds: number) => 1 / (1 + Math.exp(-odds))

/** Pairs whose both sides still stand and whom nobody decided of, here or by merging them elsewhere. */
export const openPairs = (ctx: Context) => sql`
  from duplicate_pair p
  join customer ca on ca.workspace_id = p.workspace_id and ca.id = p.a and ca.merged_into is null
  join customer cb on cb.workspace_id = p.workspace_id and cb.id = p.b and cb.merged_into is null
  where p.workspace_id = ${ctx.workspaceId}
    and ${ofVisibleCustomers(ctx, 'ca.id')} and ${ofVisibleCustomers(ctx, 'cb.id')}
    and not exists (select 1 from identity_ruling r
      where r.workspace_id = p.workspace_id and r.a = p.a and r.b = p.b)`

type Row = {
  a: string
  b: string
  odds: number
  reasons: Reason[]
  state: 'open' | 'later'
  foundAt: Date
  aName: string | null
  bName: string | null
  aShown: string
  bShown: string
}

/** Errors: `input.bad_cursor`. */
const parsePlace = (text: string | undefined) => {
  if (text === undefined) return undefined
  const [odds = '', a = '', b = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
  if (
    !Number.isFinite(Number(odds)) ||
    odds === '' ||
    ![a, b].every((id) => /^[0-9a-f-]{36}$/.test(id))
  )
    throw new AppError('invalid', 'input.bad_cursor')
  return { odds: Number(odds), a, b }
}

export const listDuplicates = async (
  ctx: Context,
  input: z.output<typeof contract.listDuplicates.input>,
) => {
  const after = parsePlace(input.after)
  const shown = (side: 'ca' | 'cb') => sql`coalesce((select i.shown from identifier i
    where i.workspace_id = p.workspace_id and i.customer_id = ${sql.ref(side)}.id and i.type in ('email', 'phone', 'user_id')
    order by (i.type = 'email') desc, (i.trust = 'verified') desc, i.created_at limit 1), '')`
  const { rows } = await sql<Row>`
    select p.a, p.b, p.odds, p.reasons, p.state, p.found_at as "foundAt", ca.name as "aName", cb.name as "bName",
      ${shown('ca')} as "aShown", ${shown('cb')} as "bShown"
    ${openPairs(ctx)} and p.state = ${input.state}
      ${
        after
          ? sql`and (p.odds < ${after.odds} or (p.odds = ${after.odds} and (p.a, p.b) > (${after.a}::uuid, ${after.b}::uuid)))`
          : sql``
      }
    order by p.odds desc, p.a, p.b limit ${input.limit + 1}`.execute(ctx.db)
  const data = rows.slice(0, input.limit)
  const last = data.at(-1)
  const side = (id: string, name: string | null, value: string) => ({
    id,
    name: showName(ctx, name),
    shown: ctx.sight.contact ? value : '',
  })
  return {
    data: data.map((row) => ({
      a: side(row.a, row.aName, row.aShown),
      b: side(row.b, row.bName, row.bShown),
      score: score(row.odds),
      reasons: row.reasons,
      state: row.state,
      foundAt: row.foundAt,
    })),
    next:
      rows.length > input.limit && last
        ? Buffer.from(`${last.odds} ${last.a} ${last.b}`).toString('base64url')
        : null,
  }
}

/** Errors: `duplicate.missing` where they are no pair, or not any more; `customer.missing`. */
export const getDuplicate = async (
  ctx: Context,
  input: z.output<typeof contract.getDuplicate.input>,
) => {
  const [a, b] = [input.a, input.b].sort() as [string, string]
  const { rows } = await sql<{ odds: number; reasons: Reason[] }>`
    select p.odds, p.reasons ${openPairs(ctx)} and p.a = ${a} and p.b = ${b}`.execute(ctx.db)
  if (!rows[0]) throw new AppError('missing', 'duplicate.missing')
  const { into, from, warnings } = await previewMerge(ctx, { id: input.a, otherId: input.b })
  const said = await readFields(ctx, [into.id, from.id])
  const of = (id: string, field: string) =>
    said.find((one) => one.rootId === id && one.field === field && one.value)?.value ?? null
  const fields = [...new Set(said.map(({ field }) => field))]
    .filter((field) => ctx.sight.contact || !isContactField(field))
    .map((field) => ({
      field,
      a: showName(ctx, of(into.id, field)),
      b: showName(ctx, of(from.id, field)),
    }))
  return {
    a: into,
    b: from,
    score: score(rows[0].odds),
    reasons: rows[0].reasons,
    fields,
    warnings,
  }
}
