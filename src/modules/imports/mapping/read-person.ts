import {
  cleanDay,
  cleanValue,
  type ImportedPerson,
  joinName,
  type Rules,
  readIdentifier,
} from '../../customers/index.ts'
import type { Problem } from '../contract.ts'
import type { Row } from '../reading/csv.ts'
import type { Plan } from './plan.ts'
import { findSpoilt, isCellError } from './spoilt.ts'
import { identifierTargets } from './targets.ts'
import {
  fromEra,
  splitAddress,
  splitName,
  tidy,
  toKatakana,
  toPostcode,
  withZero,
} from './values.ts'

export type ReadPerson = {
  person: ImportedPerson
  /** As it would become, by target, for the preview. */
  values: Record<string, string>
  problems: Problem[]
}

const identifiers: ReadonlySet<string> = new Set(identifierTargets)

export const problem = (
  code: string,
  facts: Record<string, string> = {},
  failed = false,
): Problem => ({ code, failed, facts })

/** What is wrong with a row before anything in it is read. */
export const readShape = (row: Row, { columns }: Plan): Problem[] => {
  if (row.broken) return [problem('row_broken', {}, true)]
  if (row.cells.length > columns.length && row.cells.slice(columns.length).some(Boolean)) {
    const facts = { expected: String(columns.length), found: String(row.cells.length) }
    return [problem('too_many_cells', facts, true)]
  }
  // What could not be decoded stands as U+FFFD.
  return row.line.includes('\uFFFD') ? [problem('undecodable', {}, true)] : []
}

/** What a row says of whom. A value that cannot be used is left out and told of; a row without any identifier fails. */
export const readPerson = (row: Row, plan: Plan, rules: Rules): ReadPerson => {
  const problems = readShape(row, plan)
  const ids: ImportedPerson['ids'][number][] = []
  const fields: Record<string, string> = {}
  if (problems.length > 0) return { person: { ids, fields }, values: {}, problems }

  for (const { index, target } of plan.wanted) {
    const value = row.cells[index]?.trim() ?? ''
    if (value === '' || (isCellError(value) && !identifiers.has(target))) continue
    if (identifiers.has(target)) addIdentifier(target, value)
    else addField(target, value)
  }
  completeName(fields)
  if (ids.length === 0) problems.push(problem('no_identifier', {}, true))
  ids.sort((a, b) => rules.of(a.type).priority - rules.of(b.type).priority)
  const values = { ...fields }
  for (const { type, shown } of ids)
    values[type] = values[type] && type === 'email' ? `${values[type]}, ${shown}` : shown
  return { person: { ids, fields }, values, problems }

  function addIdentifier(type: string, given: string) {
    const value = type === 'phone' && plan.isJapanese ? withZero(given) : given
    const spoilt = findSpoilt(type, value)
    if (spoilt) return void problems.push(problem(spoilt, { target: type, value: given }))
    const read = readIdentifier(rules, type, value)
    if ('refused' in read) {
      const code = read.refused === 'blocked' ? 'value_blocked' : `${type}_invalid`
      problems.push(
        problem(known.has(code) ? code : 'value_invalid', { target: type, value: given }),
      )
      return
    }
    if (ids.some((one) => one.type === type && one.value === read.value)) return
    ids.push({ type, value: read.value, shown: tidy(value).slice(0, 500) })
    if (type === 'phone') fields.phone ??= tidy(value)
  }

  function addField(target: string, given: string) {
    const put = (field: string, value: string | undefined) => {
      const clean = value && cleanValue(field, value)
      if (clean) fields[field] = clean
    }
    switch (target) {
      case 'name':
        return put('name', tidy(given))
      case 'kana': {
        const parts = splitName(toKatakana(given))
        put('family_kana', parts?.[0] ?? toKatakana(given))
        return put('given_kana', parts?.[1])
      }
      case 'family_kana':
      case 'given_kana':
        return put(target, toKatakana(given))
      case 'birthday': {
        const day = cleanDay(fromEra(given))
        if (!day) problems.push(problem('date_invalid', { target, value: given }))
        return put(target, day)
      }
      case 'postcode':
        return put(target, toPostcode(given, plan.isJapanese))
      case 'address': {
        const parts = splitAddress(given)
        if (parts.postcode) put('postcode', toPostcode(parts.postcode, true))
        if (!fields.region) put('region', parts.region)
        return put('street', parts.street)
      }
      case 'locale': {
        const locale = /^ja|日本/i.test(given) ? 'ja' : /^en|英/i.test(given) ? 'en' : undefined
        if (!locale) problems.push(problem('value_invalid', { target, value: given }))
        return put(target, locale)
      }
      default:
        return put(target, tidy(given))
    }
  }
}

/** Codes of their own; any other kind of identifier has the general one. */
const known = new Set(['email_invalid', 'phone_invalid', 'value_blocked'])

/** A whole name in two words says family and given name too, where it is written family first. */
const completeName = (fields: Record<string, string>) => {
  if (fields.family_name || fields.given_name) {
    fields.name ??= joinName(fields.family_name, fields.given_name)
    return
  }
  const parts = fields.name ? splitName(fields.name) : undefined
  if (!parts || !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(fields.name!))
    return
  fields.family_name = parts[0]
  fields.given_name = parts[1]
}
