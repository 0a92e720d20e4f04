import { AppError } from '../../../foundation/shared/app-error.ts'
import type { Mapping, Reading } from '../contract.ts'
import { identifierTargets, isSingle, type Kind, targetsOf } from './targets.ts'

/** What becomes of each cell, settled once for all rows. */
export type Plan = {
  kind: Kind
  reading: Reading
  mapping: Mapping
  /** Names of the file's columns. */
  columns: readonly string[]
  wanted: readonly { index: number; target: string }[]
  /** Numbers without a country are read as in Japan. */
  isJapanese: boolean
  /** The workspace's: times without an offset are by its clock. */
  timeZone: string
}

const isJapaneseText = (text: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)

/** Errors: `import.unknown_target`, `import.target_twice`, `import.no_identifier_column`, `import.no_order_number`. */
export const makePlan = (
  kind: Kind,
  reading: Reading,
  mapping: Mapping,
  columns: readonly string[],
  timeZone: string,
): Plan => {
  const wanted = columns.flatMap((name, index) => {
    // A column may be called `constructor`.
    const target = Object.hasOwn(mapping.columns, name) && mapping.columns[name]
    return target ? [{ index, target }] : []
  })
  const seen = new Set<string>()
  for (const { target } of wanted) {
    if (!isTarget(kind, target)) throw new AppError('invalid', 'import.unknown_target', { target })
    if (isSingle(target) && seen.has(target))
      throw new AppError('invalid', 'import.target_twice', { target })
    seen.add(target)
  }
  if (kind === 'orders' && !seen.has('order_number'))
    throw new AppError('invalid', 'import.no_order_number')
  if (kind === 'customers' && !identifierTargets.some((target) => seen.has(target)))
    throw new AppError('invalid', 'import.no_identifier_column')
  const isJapanese =
    columns.some(isJapaneseText) ||
    reading.encoding === 'shift_jis' ||
    reading.encoding === 'euc-jp'
  return { kind, reading, mapping, columns, wanted, isJapanese, timeZone }
}

const isTarget = (kind: Kind, target: string) =>
  targetsOf[kind].includes(target) ||
  (kind === 'customers' && /^custom\.[a-z0-9_]{1,40}$/.test(target))
