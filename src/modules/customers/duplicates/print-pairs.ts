import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { readRules } from '../rules/read-rules.ts'
import { openPairs } from './list-pairs.ts'
import type { Reason } from './weigh.ts'

type Person = {
  id: string
  /** The id by which others know them best; null when none does. */
  externalId: string | null
  /** All of them, by kind. */
  externalIds: Record<string, string[]>
}
export type PrintedPair = {
  /** `candidate`: probably one person; `linked`: merged, by the rules or by staff. */
  kind: 'candidate' | 'linked'
  a: Person
  b: Person
  /** Probability, 0 … 1; null where nobody compared them. */
  score: number | null
  /** What agrees and what does not, where they were compared; of a link, before it, who or which rule made it. */
  reasons: readonly (Reason | { rule: string })[]
}

const perPage = 1000

/** Every candidate pair and every pair that was linked, one after the other. */
export const eachPrintedPair = async function* (ctx: Context): AsyncGenerator<PrintedPair> {
  yield* eachCandidate(ctx)
  yield* eachLink(ctx)
}

const scoreOf = (odds: number | null) =>
  odds === null ? null : Math.round((1 / (1 + Math.exp(-odds))) * 1e6) / 1e6

const eachCandidate = async function* (ctx: Context): AsyncGenerator<PrintedPair> {
  for (let after: { a: string; b: string } | undefined; ; ) {
    const { rows } = await sql<{ a: string; b: string; odds: number; reasons: Reason[] }>`
      select p.a, p.b, p.odds, p.reasons ${openPairs(ctx)} and p.state in ('open', 'later')
        ${after ? sql`and (p.a, p.b) > (${after.a}::uuid, ${after.b}::uuid)` : sql``}
      order by p.a, p.b limit ${perPage}`.execute(ctx.db)
    if (rows.length === 0) return
    const people = await readPeople(ctx, [...new Set(rows.flatMap(({ a, b }) => [a, b]))])
    for (const { a, b, odds, reasons } of rows)
      yield {
        kind: 'candidate',
        a: people(a),
        b: people(b),
        score: scoreOf(odds),
        reasons,
      }
    after = rows.at(-1)
  }
}

type Link = {
  id: string
  root: string
  reason: string
  odds: number | null
  said: Reason[] | null
}

/** Each merged customer with the one who stands for them. */
const eachLink = async function* (ctx: Context): AsyncGenerator<PrintedPair> {
  for (let after: string | undefined; ; ) {
    const { rows } = await sql<Link>`
      select c.id, c.root_id as root, coalesce(a.reason, 'staff') as reason, p.odds, p.reasons as said
      from customer c left join identity_act a on a.workspace_id = c.workspace_id and a.id = c.merge_act
      left join duplicate_pair p on p.workspace_id = c.workspace_id
        and p.a = least(c.id, c.root_id) and p.b = greatest(c.id, c.root_id)
      where c.workspace_id = ${ctx.workspaceId} and c.merged_into is not null and c.root_id is not null
        ${after ? sql`and c.id > ${after}::uuid` : sql``}
      order by c.id limit ${perPage}`.execute(ctx.db)
    if (rows.length === 0) return
    const people = await readPeople(ctx, [...new Set(rows.flatMap(({ id, root }) => [id, root]))])
    for (const { id, root, reason, odds, said } of rows)
      yield {
        kind: 'linked',
        a: people(root),
        b: people(id),
        score: scoreOf(odds),
        reasons: [{ rule: reason }, ...(said ?? [])],
      }
    after = rows.at(-1)!.id
  }
}

/** By what each is known: what came with them, also where they were merged since. */
const readPeople = async (ctx: Context, ids: readonly string[]) => {
  const rules = await readRules(ctx)
  const { rows } = await sql<{ id: string; type: string; shown: string }>`
    select coalesce(home_id, customer_id) as id, type, shown from identifier
    where workspace_id = ${ctx.workspaceId}
      and (home_id = any(${[...ids]}::uuid[]) or (home_id is null and customer_id = any(${[...ids]}::uuid[])))
    order by created_at, id limit 100000`.execute(ctx.db)
  const known = new Map<string, Map<string, string[]>>()
  for (const { id, type, shown } of rows) {
    if (rules.isDevice(type)) continue
    const mine = known.get(id) ?? new Map<string, string[]>()
    mine.set(type, [...(mine.get(type) ?? []), shown])
    known.set(id, mine)
  }
  return (id: string): Person => {
    const mine = known.get(id) ?? new Map<string, string[]>()
    const best = rules.types.find(({ type }) => mine.has(type))
    return {
      id,
      externalId: best ? mine.get(best.type)![0]! : null,
      externalIds: Object.fromEntries(mine),
    }
  }
}
