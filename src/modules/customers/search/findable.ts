import { bestOf, type Said } from '../fields.ts'

/** What one customer may be found by. */
export type Findable = {
  id: string
  /** Names in any script, フリガナ, companies. */
  names: readonly string[]
  identifiers: readonly { type: string; value: string }[]
}

type Known = {
  id: string
  name: string | null
  said: readonly Said[]
  /** Mail addresses first, then telephones; no devices. */
  identifiers: readonly { type: string; value: string }[]
}

const most = 40

export const findableOf = ({ id, name, said, identifiers }: Known): Findable => ({
  id,
  names: [name ?? '', ...namesIn(said)].filter(Boolean),
  identifiers: [
    ...identifiers,
    ...said
      .filter(({ field, value }) => value && (field === 'email' || field === 'phone'))
      .map(({ field, value }) => ({ type: field, value: value! })),
  ].slice(0, most),
})

const namesIn = (said: readonly Said[]) => {
  const best = bestOf(said)
  const of = (...keys: string[]) =>
    keys
      .map((key) => best.get(key)?.value ?? '')
      .join(' ')
      .trim()
  return [of('family_name', 'given_name'), of('family_kana', 'given_kana'), of('company')]
}
