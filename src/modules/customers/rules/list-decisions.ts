import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { hidden, ofVisibleCustomers, showName } from '../../members/index.ts'
import { componentOf } from '../component.ts'
import { requireStanding } from '../queries.ts'
import type * as contract from './contract.ts'
import type { Rule } from './decisions.ts'

type Row = {
  identifierId: string
  type: string
  value: string
  rule: Rule
  otherId: string | null
  otherName: string | null
  times: number
  at: Date
}

/** What the rules left out of what was said of a customer. Errors: `customer.missing`. */
export const listIdentityDecisions = async (
  ctx: Context,
  { id }: z.output<typeof contract.listIdentityDecisions.input>,
) => {
  const standing = await requireStanding(ctx, id)
  const ids = await componentOf(ctx, standing)
  const { rows } = await sql<Row>`
    select d.identifier_id as "identifierId", i.type, i.shown as value, d.rule, d.times, d.at,
      o.id as "otherId", o.name as "otherName"
    from identity_decision d
    join identifier i on i.workspace_id = d.workspace_id and i.id = d.identifier_id
    left join customer o on o.workspace_id = d.workspace_id and o.id = i.customer_id and ${ofVisibleCustomers(ctx, 'o.id')}
    where d.workspace_id = ${ctx.workspaceId} and d.customer_id = any(${ids}::uuid[])
      -- What came to them after all is no news.
      and i.customer_id is distinct from ${standing}
    order by d.at desc, d.identifier_id limit 100`.execute(ctx.db)
  return {
    data: rows.map(({ otherId, otherName, value, ...row }) => ({
      ...row,
      value: ctx.sight.contact ? value : hidden,
      other: otherId ? { id: otherId, name: showName(ctx, otherName) } : null,
    })),
  }
}
