import { randomBytes } from 'node:crypto'
import type { Random } from '../random.ts'

/** What a field can hold that somebody did not think of. */
const nasty: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  -0.5,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e反転',
  'é'.normalize('NFD'),
  '%00%ff%2e%2e%2f',
  "' or 1=1; --",
  '<script>alert(1)</script>',
  '{"$ref":"#"}',
  '../../../etc/passwd',
  'ｱｶｳﾝﾄ👩‍👩‍👧‍👦',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-02-30',
  '00000000-0000-0000-0000-000000000000',
  '1-99999999999999999999-9223372036854775808',
  '127.0.0.1',
  'someone@customer.example',
  [],
  [[[[]]]],
  {},
  { toString: 1 },
  { __proto__: null, constructor: 1, length: 1e9 },
]

/** What some values have no text of their own for. */
export const textOf = (value: unknown) =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

/** A value at random; `ids` are real ones, which lead further than made-up ones. */
export const nastyValue = (random: Random, ids: readonly string[]): unknown => {
  const kind = random.below(12)
  if (kind < 4) return random.pick(nasty)
  if (kind < 6 && ids.length > 0) return random.pick(ids)
  if (kind === 6) return 'x'.repeat(random.below(20_000))
  if (kind === 7) return JSON.parse(deep(1 + random.below(500)))
  if (kind === 8) return Array.from({ length: random.below(300) }, () => random.pick(nasty))
  if (kind === 9) return randomBytes(random.below(50)).toString('latin1')
  if (kind === 10) return random.between(-1e6, 1e6)
  return Object.fromEntries(
    Array.from({ length: random.below(5) }, () => [textOf(random.pick(nasty)), random.pick(nasty)]),
  )
}

type Schema = {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  enum?: unknown[]
  anyOf?: Schema[]
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  required?: string[]
  const?: unknown
}

/** A value that fits a JSON schema, as far as that is simple. */
export const fitting = (schema: Schema, random: Random, ids: readonly string[]): unknown => {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  if (schema.anyOf) return fitting(random.pick(schema.anyOf), random, ids)
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name) || random.chance(0.6))
        .map(([name, inner]) => [name, fitting(inner, random, ids)]),
    )
  if (schema.type === 'array')
    return Array.from({ length: random.below(4) }, () => fitting(schema.items ?? {}, random, ids))
  if (schema.type === 'integer' || schema.type === 'number')
    return (schema.minimum ?? 0) + random.below(Math.min(1000, (schema.maximum ?? 1000) + 1))
  if (schema.type === 'boolean') return random.chance(0.5)
  if (schema.type === 'null') return null
  if (schema.format === 'uuid') return random.pick(ids)
  if (schema.format === 'email') return `person-${random.below(50)}@customer.example`
  if (schema.format === 'date-time') return new Date(random.between(0, 4e12)).toISOString()
  if (schema.type === 'string') return `text ${random.below(1000)}`.slice(0, schema.maxLength)
  return random.pick(nasty)
}

/** The same with some of it made wrong, at any depth. */
export const spoil = (value: unknown, random: Random, ids: readonly string[]): unknown => {
  if (random.chance(0.12)) return nastyValue(random, ids)
  if (Array.isArray(value)) return value.map((one) => spoil(one, random, ids))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, one]) => [key, spoil(one, random, ids)])
  if (random.chance(0.1)) entries.push([textOf(random.pick(nasty)), nastyValue(random, ids)])
  return Object.fromEntries(entries)
}

/** Bytes changed, cut out, or repeated. */
export const damage = (raw: Uint8Array, random: Random): Buffer => {
  let bytes = Buffer.from(raw)
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(bytes.length + 1)
    const length = random.below(Math.min(200, bytes.length) + 1)
    const kind = random.below(4)
    if (kind === 0)
      for (let i = at; i < Math.min(bytes.length, at + length); i += 7) bytes[i] = random.below(256)
    if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    if (kind === 3 && random.chance(0.3)) bytes = bytes.subarray(0, at)
  }
  return bytes
}
