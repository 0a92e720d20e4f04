import { existsSync } from 'node:fs'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { readCustomFields, readRules, saveCustomField } from '../customers/index.ts'
import { getWorkspace } from '../workspaces/index.ts'
import type * as contract from './contract.ts'
import { type ImportRow, requireImport, show } from './import-rows.ts'
import { makePlan } from './mapping/plan.ts'
import { readOrderRow } from './mapping/read-order.ts'
import { readPerson } from './mapping/read-person.ts'
import { guessTarget, isSingle, type Kind, targetsOf } from './mapping/targets.ts'
import type { Row } from './reading/csv.ts'
import { isText } from './reading/is-text.ts'
import { detectReading, readColumns } from './reading/look.ts'
import { readFirst } from './reading/rows.ts'
import { pathOf } from './store.ts'

const samplesShown = 3
const rowsShown = 50

/** Errors: `import.incomplete`, `import.file_gone`. */
const requireFile = ({ services }: Context, row: ImportRow) => {
  if (row.received_bytes !== row.bytes) throw new AppError('conflict', 'import.incomplete')
  const path = pathOf(services, row.id)
  if (row.file_removed_at || !existsSync(path)) throw new AppError('conflict', 'import.file_gone')
  return path
}

/**
 * Looks at the file and remembers how it is read. Errors: `import.incomplete`, `import.empty`, `import.not_text`,
 * `import.not_json_lines`, `import.running`. */
export const readImport = async (
  ctx: Context,
  { id, ...given }: z.output<typeof contract.readImport.input>,
) => {
  const row = await requireImport(ctx, id)
  const path = requireFile(ctx, row)
  if (row.state !== 'uploading' && row.state !== 'ready')
    throw new AppError('conflict', 'import.running')
  if (!(await isText(path))) throw new AppError('invalid', 'import.not_text')
  const reading = await detectReading(path, row.name, row.kind, given)
  const names = await readColumns(path, reading)
  const rows = await readFirst(path, reading, names, 1 + rowsShown)
  const body = reading.header ? rows.slice(1) : rows
  if (isOtherJson(reading, rows)) throw new AppError('invalid', 'import.not_json_lines')
  if (names.length === 0 || body.length === 0) throw new AppError('invalid', 'import.empty')
  await ctx.db
    .updateTable('import')
    .set({ reading: JSON.stringify(reading), state: 'ready' })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('state', 'in', ['uploading', 'ready'])
    .execute()
  const columns = names.map((name, at) => ({
    name,
    samples: body
      .flatMap(({ cells }) => (cells[at]?.trim() ? [cells[at].trim().slice(0, 200)] : []))
      .slice(0, samplesShown),
  }))
  return {
    import: show(await requireImport(ctx, id)),
    reading,
    columns: propose(row.kind, columns),
    targets: await listTargets(ctx, row.kind),
  }
}

/** A list, or an object over several lines. */
const isOtherJson = ({ format }: contract.Reading, rows: readonly Row[]) =>
  format === 'jsonl'
    ? rows.length > 0 && rows.every(({ broken }) => broken)
    : /^\s*\[\s*(\{|$)/.test(rows[0]?.line ?? '')

/** Each target once; a later column that looks the same becomes nothing. */
const propose = (kind: Kind, columns: readonly { name: string; samples: string[] }[]) => {
  const taken = new Set<string>()
  return columns.map((column) => {
    const guess = guessTarget(column.name, kind) ?? guessByValues(column.samples)
    const target =
      guess && targetsOf[kind].includes(guess) && !(isSingle(guess) && taken.has(guess))
        ? guess
        : null
    if (target) taken.add(target)
    return { ...column, target }
  })
}

/** What has no name may show by its looks what it is. */
const guessByValues = (samples: readonly string[]) => {
  const all = (pattern: RegExp) => samples.length > 0 && samples.every((one) => pattern.test(one))
  if (all(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)) return 'email'
  if (all(/^〒?\d{3}-\d{4}$/)) return 'postcode'
  if (all(/^(\+81|0)[\d-]{9,13}$/)) return 'phone'
  return undefined
}

/** Those of everybody, and of customers the workspace's own fields. */
const listTargets = async (ctx: Context, kind: Kind) => {
  const own = kind === 'customers' ? await readCustomFields(ctx) : []
  return [
    ...targetsOf[kind].map((target) => ({ target, titleEn: null, titleJa: null })),
    ...own.map(({ key, titleEn, titleJa }) => ({ target: `custom.${key}`, titleEn, titleJa })),
  ]
}

/** A column that becomes a field which is not there yet makes it, named as the column. */
export const makeFields = async (ctx: Context, { columns }: contract.Mapping) => {
  const known = new Set((await readCustomFields(ctx)).map(({ key }) => `custom.${key}`))
  for (const [name, target] of Object.entries(columns)) {
    if (!target?.startsWith('custom.') || known.has(target)) continue
    known.add(target)
    const title = name.slice(0, 60)
    const key = target.slice('custom.'.length)
    const place = known.size
    await saveCustomField(ctx, {
      key,
      titleEn: title,
      titleJa: title,
      type: 'text',
      choices: [],
      place,
    })
  }
}

/** Errors: those of `makePlan`, `import.incomplete`. */
export const previewImport = async (
  ctx: Context,
  { id, mapping }: z.output<typeof contract.previewImport.input>,
) => {
  const row = await requireImport(ctx, id)
  const path = requireFile(ctx, row)
  if (!row.reading) throw new AppError('conflict', 'import.not_ready')
  const columns = await readColumns(path, row.reading)
  const { timeZone } = await getWorkspace(ctx)
  const plan = makePlan(row.kind, row.reading, mapping, columns, timeZone)
  const rules = await readRules(ctx)
  const skip = Number(row.reading.header)
  const rows = (await readFirst(path, row.reading, columns, rowsShown + skip)).slice(skip)
  const read = row.kind === 'orders' ? readOrderRow : readPerson
  const shown = rows.map((one) => {
    const { values, problems } = read(one, plan, rules)
    return { row: one.number, values, problems }
  })
  const used = new Set(shown.flatMap(({ values }) => Object.keys(values)))
  const wanted = plan.wanted.map(({ target }) => target)
  const derived = [...used].filter((target) => !wanted.includes(target))
  return {
    targets: [...new Set([...wanted, ...derived])].filter((one) => used.has(one)),
    rows: shown,
  }
}

/** What the names of the columns say, where nobody said it. */
export const proposeMapping = async (ctx: Context, row: ImportRow) => {
  const path = requireFile(ctx, row)
  const names = await readColumns(path, row.reading!)
  const columns = propose(
    row.kind,
    names.map((name) => ({ name, samples: [] })),
  )
  return Object.fromEntries(columns.map(({ name, target }) => [name, target]))
}

/** Errors: those of `makePlan`. */
export const checkMapping = async (ctx: Context, row: ImportRow, mapping: contract.Mapping) => {
  const path = requireFile(ctx, row)
  const { timeZone } = await getWorkspace(ctx)
  makePlan(row.kind, row.reading!, mapping, await readColumns(path, row.reading!), timeZone)
}
