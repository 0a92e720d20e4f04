import { sql } from 'kysely'
import { formatCursor, parseCursor } from '../../foundation/server/cursor.ts'
import type { Belongings, Person, PersonalData } from '../customers/index.ts'
import { belongsTo, readLines } from './ledger.ts'
import { showLines } from './list-consents.ts'
import { allPurposes } from './purposes.ts'

const whoseOf = ({ ids, identifiers }: Person) => ({
  ids,
  identifierIds: identifiers.map(({ id }) => id),
})

/** Lines of the ledger that would follow a customer. */
export const countConsents: Belongings = async (ctx, whose) => {
  const { rows } = await sql<{ consents: number }>`select count(*)::int as consents from consent c
    where c.workspace_id = ${ctx.workspaceId} and ${belongsTo(whose)}`.execute(ctx.db)
  return rows[0]!.consents > 0 ? { ...rows[0]! } : {}
}

export const consentsOfPerson: PersonalData = {
  name: 'consents',
  read: async (ctx, person, { after, limit }) => {
    const before = parseCursor(after ?? undefined)
    const lines = await readLines(ctx, whoseOf(person), { before, limit: limit + 1 })
    const names = new Map((await allPurposes(ctx)).map((one) => [one.id, one]))
    const shown = lines.slice(0, limit)
    const last = shown.at(-1)
    const told = new Map((await showLines(ctx, shown)).map((line) => [line.id, line]))
    return {
      rows: shown.map((line) => ({
        at: line.at.toISOString(),
        purpose: names.get(line.purpose_id)?.key ?? line.purpose_id,
        channel: line.channel,
        address: told.get(line.id)?.address ?? null,
        state: line.state,
        wording: told.get(line.id)?.wording ?? null,
        source: line.source,
        evidence: line.evidence,
      })),
      next: lines.length > limit && last ? formatCursor(last) : null,
    }
  },
  erase: async (ctx, person, { limit }) => {
    const { rows } = await sql`
      delete from consent where (workspace_id, id) in (
        select c.workspace_id, c.id from consent c
        where c.workspace_id = ${ctx.workspaceId} and ${belongsTo(whoseOf(person))} limit ${limit})
      returning id`.execute(ctx.db)
    return { more: rows.length === limit }
  },
}
