import type { z } from 'zod'
import type { SourceRules } from '../contract.ts'
import type { Kind } from '../ingest/kinds.ts'
import { mapAt, shortenAddress } from './change-fields.ts'

type Fields = Record<string, unknown>
export type Rules = z.output<typeof SourceRules>
type Parts = { properties: Fields; traits: Fields | undefined; context: Fields }

/** A source's rules, ready for thousands of events a second. */
export type Gate = {
  /** Whether an event of this kind, or for `track` this name, is let in. */
  takes: (kind: Kind, name: string) => boolean
  /** The same event without what must not be kept; what is changed is copied. */
  clean: (parts: Parts) => Parts
}

const everything: Gate = { takes: () => true, clean: (parts) => parts }

/** `hash` is keyed, so that nobody can find a value by trying. */
export const compileRules = (rules: Rules, hash: (value: string) => string): Gate => {
  const takes = compileEvents(rules.events)
  const changes = [...compileFields(rules.fields, hash), ...compileAddress(rules.ip)]
  if (changes.length === 0) return { ...everything, takes }
  return {
    takes,
    clean: (parts) => changes.reduce((done, change) => change(done), parts),
  }
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const compileEvents = ({ mode, names }: Rules['events']): Gate['takes'] => {
  if (mode === 'all') return everything.takes
  const exact = new Set(names.filter((name) => !name.includes('*')))
  const patterns = names
    .filter((name) => name.includes('*'))
    .map((name) => new RegExp(`^${name.split('*').map(literally).join('.*')}$`, 's'))
  const known = new Map<string, boolean>()
  return (kind, name) => {
    const word = kind === 'track' ? name : kind
    let named = known.get(word)
    if (named === undefined) {
      named = exact.has(word) || patterns.some((pattern) => pattern.test(word))
      if (known.size < 1000) known.set(word, named)
    }
    return named === (mode === 'only')
  }
}

const roots = ['properties', 'traits', 'context'] as const

/** Traits come in an event's own field and, by some libraries, in the context: the same rule holds for both. */
const placesOf = (root: (typeof roots)[number]): string[][] =>
  root === 'traits' ? [['traits'], ['context', 'traits']] : [[root]]

const compileFields = (fields: Rules['fields'], hash: (value: string) => string) => {
  const changes: ((parts: Parts) => Parts)[] = []
  const change = (steps: string[], to: (value: unknown) => unknown) =>
    changes.push((parts) => mapAt(parts, steps, to))
  for (const root of roots) {
    const mine = fields
      .filter(({ path }) => path.startsWith(`${root}.`))
      .map(({ path, action }) => ({ steps: path.split('.').slice(1), action }))
    const kept = new Set(
      mine.filter(({ action }) => action !== 'remove').map(({ steps }) => steps[0]!),
    )
    for (const place of placesOf(root)) {
      // Naming what to keep says that the rest goes.
      if (mine.some(({ action }) => action === 'keep') && !kept.has('*'))
        change(place, (value) => pick(value, kept))
      for (const { steps, action } of mine) {
        if (action === 'remove') change([...place, ...steps], () => undefined)
        if (action === 'hash') change([...place, ...steps], hashed(hash))
      }
    }
  }
  return changes
}

const pick = (value: unknown, names: ReadonlySet<string>) =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)))
    : value

/** Hashed once only: what comes back from the quarantine was hashed when it went in. */
const isHashed = (value: unknown) => typeof value === 'string' && /^hash:[\w-]{43}$/.test(value)

const hashed = (hash: (value: string) => string) => (value: unknown) =>
  value === null || value === undefined || value === '' || isHashed(value)
    ? value
    : hash(typeof value === 'string' ? value : JSON.stringify(value))

const compileAddress = (ip: Rules['ip']) => {
  if (ip === 'keep') return []
  const change = ip === 'remove' ? () => undefined : shortenAddress
  return [
    (parts: Parts): Parts =>
      parts.context.ip === undefined ? parts : mapAt(parts, ['context', 'ip'], change),
  ]
}
