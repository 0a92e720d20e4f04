import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { componentOf, type Person, personalData, requireStanding } from '../customers/index.ts'

/** Errors: `customer.missing`. */
export const requirePerson = async (ctx: Context, id: string): Promise<Person & { id: string }> => {
  const standing = await requireStanding(ctx, id)
  const ids = await componentOf(ctx, standing)
  const { rows } = await sql<{ id: string; type: string; value: string }>`
    select id, type, value from identifier
    where workspace_id = ${ctx.workspaceId} and customer_id = any(${ids}::uuid[])
    order by created_at limit 10000`.execute(ctx.db)
  return { id: standing, ids, identifiers: rows }
}

const pageSize = 500
const mostPages = 20

/** Rows of each kind; counting stops at ten thousand. */
export const countKinds = async (ctx: Context, person: Person) => {
  const counted: { name: string; count: number; more: boolean }[] = []
  for (const kind of personalData()) {
    let [count, after, pages]: [number, string | null, number] = [0, null, 0]
    do {
      const { rows, next } = await kind.read(ctx, person, { after, limit: pageSize })
      count += rows.length
      after = next
      pages += 1
    } while (after && pages < mostPages)
    if (count > 0) counted.push({ name: kind.name, count, more: after !== null })
  }
  return counted
}
