import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { hidden } from '../../members/index.ts'
import type { Said } from '../fields.ts'

type By = 'member' | 'identifier' | 'order' | 'import' | 'tracked' | 'other'
const kinds: ReadonlySet<string> = new Set(['member', 'identifier', 'order', 'import', 'tracked'])

const parse = (source: string): { by: By; id: string } => {
  const [by = '', id = ''] = source.split(':')
  return { by: (kinds.has(by) ? by : 'other') as By, id }
}

type Named = { id: string; name: string; type: string | null }

/** How sources are spoken of: a member by name, an identifier by its value, an order by its number. */
export const readLineage = async (ctx: Context, said: readonly Said[]) => {
  const idsOf = (by: By) => [
    ...new Set(
      said.flatMap(({ source }) => {
        const parsed = parse(source)
        return parsed.by === by && /^[\da-f-]{36}$/.test(parsed.id) ? [parsed.id] : []
      }),
    ),
  ]
  const { rows } = await sql<Named>`
    select id, name, null as type from member where workspace_id = ${ctx.workspaceId} and id = any(${idsOf('member')}::uuid[])
    union all select id, shown, type from identifier where workspace_id = ${ctx.workspaceId} and id = any(${idsOf('identifier')}::uuid[])
    union all select id, number, null from customer_order where workspace_id = ${ctx.workspaceId} and id = any(${idsOf('order')}::uuid[])`.execute(
    ctx.db,
  )
  const named = new Map(rows.map((row) => [row.id, row]))
  return ({ source, trust, at }: Said) => {
    const { by, id } = parse(source)
    const known = named.get(id)
    const name = by === 'identifier' && !ctx.sight.contact ? hidden : (known?.name ?? null)
    return { by, name: known ? name : null, type: known?.type ?? null, trust, at }
  }
}
