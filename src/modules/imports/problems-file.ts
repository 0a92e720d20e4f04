import { Readable } from 'node:stream'
import { audit } from '../../foundation/server/audit.ts'
import type { Context } from '../../foundation/server/context.ts'
import { type Http, sent } from '../../foundation/server/http/route.ts'
import { requireImport } from './import-rows.ts'
import { type Locale, sayProblem, sayWord } from './problem-texts.ts'

const batch = 1000

/** RFC 4180; what a spreadsheet would take for a formula stays text (OWASP, CSV injection). */
const cell = (text: string) => {
  const plain = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

async function* lines(ctx: Context, importId: string, locale: Locale) {
  // Without the mark, spreadsheets take Japanese for another character set.
  const head = ['row', 'result', 'code', 'meaning', 'line'].map((word) =>
    cell(sayWord(locale, word)),
  )
  yield `\uFEFF${head.join(',')}\r\n`
  let last = { row: -1, place: 0 }
  for (;;) {
    const rows = await ctx.db
      .selectFrom('import_problem')
      .select(['row', 'place', 'failed', 'code', 'facts', 'line'])
      .where('workspace_id', '=', ctx.workspaceId)
      .where('import_id', '=', importId)
      .where((eb) =>
        eb.or([
          eb('row', '>', last.row),
          eb.and([eb('row', '=', last.row), eb('place', '>', last.place)]),
        ]),
      )
      .orderBy('row')
      .orderBy('place')
      .limit(batch)
      .execute()
    yield rows
      .map(({ row, failed, code, facts, line }) =>
        [
          String(row),
          sayWord(locale, failed ? 'failed' : code.startsWith('kept_') ? 'kept' : 'left-out'),
          `import.${code}`,
          sayProblem(locale, code, facts as Record<string, string>),
          line,
        ]
          .map(cell)
          .join(','),
      )
      .map((line) => `${line}\r\n`)
      .join('')
    if (rows.length < batch) return
    const { row, place } = rows.at(-1)!
    last = { row, place }
  }
}

/** Taking customers' lines away is an act of its own. Errors: `import.missing`. */
export const downloadProblems = async (
  ctx: Context,
  { id, locale }: { id: string; locale: Locale },
  { reply }: Http,
) => {
  await requireImport(ctx, id)
  await audit(ctx, 'import.problems_downloaded', { object: { type: 'import', id } })
  await reply
    .headers({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="problems-${id}.csv"`,
      'cache-control': 'no-store',
    })
    .send(Readable.from(lines(ctx, id, locale)))
  return sent
}
