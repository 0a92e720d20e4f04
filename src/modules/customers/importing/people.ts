import type { Said } from '../fields.ts'

/** Who a row of a file speaks of. Values are normalised; what counts most first. */
export type ImportedPerson = {
  ids: readonly { type: string; value: string; shown: string }[]
  /** What the row says of them: `name`, `phone`, `custom.size` … */
  fields: Readonly<Record<string, string>>
}

/** What rows are written as: their field source, and what they count for. */
export type ImportSource = { source: string; trust: 'verified' | 'claimed' }

/** An identifier that came to somebody who was known; `before` is the record it came by, merged since or not, null when it
 * was new. */
export type Relinked = {
  id: string
  customerId: string
  trust: string
  before: { customerId: string | null; trust: string | null } | null
}

/** A value that the rules left with somebody else, or left out. */
export type LeftOut = {
  type: string
  rule: 'limit' | 'other-person' | 'ruled-different' | 'shared-value'
}

export type Imported =
  | {
      kind: 'created' | 'updated' | 'unchanged'
      customerId: string
      links: readonly Relinked[]
      /** Merges that the rules made of it. */
      acts: readonly string[]
      left: readonly LeftOut[]
    }
  /** It says nothing by which a person could be told from others. */
  | { kind: 'failed'; code: 'shared_value'; left: readonly LeftOut[] }

export type Ident = {
  id: string
  type: string
  value: string
  shown: string
  customerId: string | null
  /** The record it came by, merged into theirs or not. */
  homeId: string | null
  trust: string | null
  isNew: boolean
  /** From before the window of its kind: it does not count against how many a customer may have. */
  isPast: boolean
}

/** A customer as the rows so far leave them. */
export type Known = {
  id: string
  name: string | null
  isNew: boolean
  idents: Ident[]
  /** Sorted by what counts most. */
  said: Map<string, Pick<Said, 'source' | 'trust' | 'value'>[]>
  /** What rows of this file said of them so far. */
  own: Readonly<Record<string, string>> | undefined
}

export const keyOf = ({ type, value }: { type: string; value: string }) => `${type} ${value}`

/** Nothing vouches for them yet. */
export const isProvisional = (known: Known) =>
  known.idents.every(({ trust }) => trust !== 'verified')
