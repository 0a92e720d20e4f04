import { Readable } from 'node:stream'
import { audit } from '../../foundation/server/audit.ts'
import type { Context } from '../../foundation/server/context.ts'
import { type Http, sent } from '../../foundation/server/http/route.ts'
import { cursorOf, type Entry, readAudit, type Wanted } from './list-audit.ts'

const batch = 1000
const most = 100_000

const columns: Record<string, (row: Entry) => string | null> = {
  time: (row) => row.at.toISOString(),
  act: (row) => row.act,
  outcome: (row) => row.outcome,
  actor_type: (row) => row.actor_type,
  actor_id: (row) => row.actor_id,
  actor: (row) => row.actor_name,
  object_type: (row) => row.object_type,
  object_id: (row) => row.object_id,
  object: (row) => row.object_name,
  network: (row) => row.network,
  facts: (row) => JSON.stringify(row.facts),
}

/** RFC 4180; what a spreadsheet would take for a formula stays text (OWASP, CSV injection). */
const cell = (value: string | null) => {
  const text = value ?? ''
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

async function* lines(ctx: Context, wanted: Wanted, first: Entry[]) {
  // Without the mark, spreadsheets take Japanese for another character set.
  yield `\uFEFF${Object.keys(columns).join(',')}\r\n`
  let rows = first
  for (let written = rows.length; ; written += rows.length) {
    yield rows.map((row) => `${Object.values(columns).map((of) => cell(of(row)))}\r\n`).join('')
    if (rows.length < batch || written >= most) return
    rows = await readAudit(ctx, wanted, cursorOf(rows.at(-1)!), batch)
  }
}

/** The same as the list, as a file; taking it away is an act of its own. */
export const exportAudit = async (ctx: Context, wanted: Wanted, { reply }: Http) => {
  // What cannot be asked is refused while there is still an answer to give.
  const first = await readAudit(ctx, wanted, undefined, batch)
  const filters = Object.entries(wanted).flatMap(([name, value]) => (value ? [name] : []))
  await audit(ctx, 'audit.exported', { facts: { filters } })
  await reply
    .headers({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-${ctx.now.toISOString().slice(0, 10)}.csv"`,
      'cache-control': 'no-store',
    })
    .send(Readable.from(lines(ctx, wanted, first)))
  return sent
}
