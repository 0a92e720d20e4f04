import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { hidden, ofVisibleCustomers, showName } from '../../members/index.ts'
import { componentOf } from '../component.ts'
import type * as contract from '../contract.ts'
import { requireStanding } from '../queries.ts'

type Row = {
  id: string
  kind: 'merge' | 'absorb' | 'split' | 'unmerge'
  reason: string
  note: string
  at: Date
  actorType: string
  actorName: string | null
  other: { id: string; name: string | null }
  identifiers: { type: string; value: string }[]
  undone: boolean
  /** Whether whoever asks may see the other one. */
  seen: boolean
}

/** What was merged and taken apart here, latest first. Errors: `customer.missing`. */
export const listIdentityActs = async (
  ctx: Context,
  { id }: z.output<typeof contract.listIdentityActs.input>,
) => {
  const ids = await componentOf(ctx, await requireStanding(ctx, id))
  const { rows } = await sql<Row>`
    select a.id, a.kind, a.reason, a.note, a.at, a.actor_type as "actorType", m.name as "actorName",
      jsonb_build_object('id', o.id, 'name', o.name) as other,
      o.id = any(${ids}::uuid[]) or ${ofVisibleCustomers(ctx, 'o.id')} as seen,
      exists (select 1 from identity_act u where u.workspace_id = a.workspace_id and u.undoes = a.id) as undone,
      coalesce((select jsonb_agg(jsonb_build_object('type', i.type, 'value', i.shown) order by i.created_at)
        from (select (one ->> 'id')::uuid as id from jsonb_array_elements(a.moved) with ordinality as e (one, place)
          where place <= 20) moved
        join identifier i on i.workspace_id = a.workspace_id and i.id = moved.id), '[]') as identifiers
    from identity_act a
    join customer o on o.workspace_id = a.workspace_id
      and o.id = case when a.into_id = any(${ids}::uuid[]) then a.from_id else a.into_id end
    left join member m on m.workspace_id = a.workspace_id and a.actor_type = 'member' and m.id::text = a.actor_id
    where a.workspace_id = ${ctx.workspaceId} and (a.from_id = any(${ids}::uuid[]) or a.into_id = any(${ids}::uuid[]))
    order by a.at desc, a.id desc limit 100`.execute(ctx.db)
  return {
    data: rows.map(({ identifiers, seen, ...row }) => ({
      ...row,
      note: showName(ctx, row.note),
      other: { ...row.other, name: seen ? showName(ctx, row.other.name) : null },
      identifiers:
        ctx.sight.contact && seen
          ? identifiers
          : identifiers.map((one) => ({ ...one, value: hidden })),
    })),
  }
}
