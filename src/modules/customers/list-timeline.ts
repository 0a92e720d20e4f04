import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { type Cursor, formatCursor, parseCursor } from '../../foundation/server/cursor.ts'
import { componentOf } from './component.ts'
import type * as contract from './contract.ts'
import { identifiersOf } from './identifiers.ts'
import { requireStanding } from './queries.ts'
import { type ReadRow, readTimeline, withSources } from './timeline.ts'

type Input = z.output<typeof contract.listTimeline.input>

/** Looked through for one page when something is sought; then the page ends where the search got to. */
const chunk = 400
const mostChunks = 6
/** After every id of the same moment. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Everything, newest first; what is sought may give short pages that go on. Errors: `customer.missing`. */
export const listTimeline = async (ctx: Context, input: Input) => {
  const id = await requireStanding(ctx, input.id)
  const customer = {
    id,
    ids: await componentOf(ctx, id),
    identifiers: await identifiersOf(ctx, id),
  }
  const kinds = kindsOf(input)
  if (kinds?.size === 0) return { data: [], next: null }
  const search = input.search?.normalize('NFKC').trim().toLowerCase() || undefined
  const sifts = search !== undefined || input.channel !== undefined
  const size = sifts ? chunk : input.limit + 1
  const from = input.from ? new Date(input.from) : undefined
  const found: ReadRow[] = []
  let before = earlier(
    parseCursor(input.after),
    input.to ? { at: new Date(input.to), id: lastId } : undefined,
  )
  for (let round = 0; round < (sifts ? mostChunks : 1); round += 1) {
    const rows = await readTimeline(ctx, customer, { before, limit: size, kinds, search })
    const inTime = from ? rows.filter((row) => row.at >= from) : rows
    found.push(...inTime.filter((row) => isWanted(row, input.channel, search)))
    const last = inTime.at(-1)
    if (rows.length < size || inTime.length < rows.length || !last) before = undefined
    else before = { at: last.at, id: last.id }
    if (!before || found.length > input.limit) break
  }
  const data = found.slice(0, input.limit)
  const place = found.length > input.limit ? data.at(-1) : before
  const plain = data.map(({ isMatch: _, ...row }) => row)
  return {
    data: await withSources(ctx, customer, plain),
    next: place ? formatCursor(place) : null,
  }
}

/** Only messages come by a channel. */
const kindsOf = ({ kinds, channel }: Input) => {
  const asked = kinds ? kinds.split(',') : undefined
  if (!channel) return asked && new Set(asked)
  return new Set(!asked || asked.includes('message') ? ['message'] : [])
}

const earlier = (a: Cursor | undefined, b: Cursor | undefined) =>
  a && b && a.at > b.at ? b : (a ?? b)

const isWanted = (row: ReadRow, channel: string | undefined, search: string | undefined) => {
  if (channel && row.channel !== channel) return false
  return search === undefined || row.isMatch || textOf(row).includes(search)
}

const textOf = ({ title, text, facts }: ReadRow) =>
  `${title} ${text ?? ''} ${JSON.stringify(facts)}`.normalize('NFKC').toLowerCase()
