import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { State } from '../ledger.ts'

export type Word = { state: State; at: Date }
/** The latest word of a customer for a purpose by a channel, and the latest of those that a site told. */
export type Words = { any?: Word | undefined; tracked?: Word | undefined }

type Row = Word & { customerId: string; purposeId: string; channel: string; tracked: boolean }

/** Who stands for these customers now; those that are gone are not in it. */
export const findRoots = async (ctx: Context, ids: readonly string[]) => {
  const { rows } = await sql<{ id: string; root: string }>`
    select id, coalesce(root_id, id) as root from customer
    where workspace_id = ${ctx.workspaceId} and id = any(${[...new Set(ids)]}::uuid[])`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, root }) => [id, root]))
}

const keyOf = (customerId: string, purposeId: string, channel: string) =>
  `${customerId} ${purposeId} ${channel}`

/** Of many customers at once; `said` keeps it true while lines are added. */
export const readWords = async (ctx: Context, roots: readonly string[]) => {
  const { rows } = await sql<Row>`
    with who as (
      select id, coalesce(root_id, id) as root from customer where workspace_id = ${ctx.workspaceId}
        and (id = any(${[...roots]}::uuid[]) or root_id = any(${[...roots]}::uuid[]))),
    line as (
      select w.root, c.* from who w join consent c
        on c.workspace_id = ${ctx.workspaceId} and c.customer_id = w.id and c.identifier_id is null
      union all
      select w.root, c.* from who w
        join identifier i on i.workspace_id = ${ctx.workspaceId} and i.customer_id = w.id
        join consent c on c.workspace_id = i.workspace_id and c.identifier_id = i.id)
    select distinct on (root, purpose_id, channel, source = 'tracked') root as "customerId",
      purpose_id as "purposeId", channel, source = 'tracked' as tracked, state, at
    from line order by root, purpose_id, channel, source = 'tracked', at desc, id desc`.execute(
    ctx.db,
  )
  const words = new Map<string, Words>()
  const keep = (key: string, word: Word, tracked: boolean) => {
    const before = words.get(key) ?? {}
    const later = (one: Word | undefined) => (one && one.at > word.at ? one : word)
    words.set(key, {
      any: later(before.any),
      tracked: tracked ? later(before.tracked) : before.tracked,
    })
  }
  for (const row of rows) keep(keyOf(row.customerId, row.purposeId, row.channel), row, row.tracked)
  return {
    of: (customerId: string, purposeId: string, channel: string): Words =>
      words.get(keyOf(customerId, purposeId, channel)) ?? {},
    said: (customerId: string, purposeId: string, channel: string, word: Word) =>
      keep(keyOf(customerId, purposeId, channel), word, true),
  }
}
