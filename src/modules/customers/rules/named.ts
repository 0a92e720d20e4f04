import type { Rules } from './read-rules.ts'

export type TrackedFacts = {
  anonymousId?: string | undefined
  userId?: string | undefined
  email?: string | undefined
  phone?: string | undefined
  /** Other kinds; those that nobody described are left out. */
  ids?: readonly { type: string; value: string }[] | undefined
  name?: string | undefined
  locale?: string | undefined
  /** When it was so; now by default. Decides what on a shared device was whose. */
  at?: Date | undefined
}

export type Named = { type: string; value: string; shown: string }

const fields = { userId: 'user_id', email: 'email', phone: 'phone', anonymousId: 'anonymous_id' }

/** What is usable of the ids in these facts, normalised, what counts most first, each once. */
export const readNamed = (rules: Rules, facts: TrackedFacts): Named[] => {
  const given = [
    ...Object.entries(fields).map(([field, type]) => ({
      type,
      value: facts[field as 'userId'],
    })),
    ...(facts.ids ?? []).filter(({ type }) => rules.has(type)),
  ]
  const found = new Map<string, Named>()
  for (const { type, value: shown } of given) {
    const value = shown && rules.normal(type, shown)
    if (value) found.set(`${type} ${value}`, { type, value, shown: shown.trim().slice(0, 500) })
  }
  const place = ({ type }: Named) => rules.of(type).priority
  return [...found.values()].sort((a, b) => place(a) - place(b))
}
