import type { Context } from '../../foundation/server/context.ts'

/** Whom it is about: everybody merged into the customer, and every identifier they are known by. */
export type Person = {
  ids: readonly string[]
  identifiers: readonly { id: string; type: string; value: string }[]
}

/**
 * A row may have `files: [{ name, sha256 }]`: their bytes then lie in the copy, too, and the row names them there.
 *
 * What one module keeps of a person. `read` gives them for the person's own copy, in pages of at most `limit` rows after
 * `after` (a cursor of the module's own; null ends). `erase` removes or blanks all of it inside the caller's transaction,
 * at most `limit` rows a call, and says whether more is left; it may be called again and does no harm then.
 */
export type PersonalData = {
  /** Erased after all others, which name what it takes away. */
  last?: boolean
  /** The name of its file in the copy: `messages`, `orders` … */
  name: string
  read: (
    ctx: Context,
    person: Person,
    options: { after: string | null; limit: number },
  ) => Promise<{ rows: Record<string, unknown>[]; next: string | null }>
  erase: (ctx: Context, person: Person, options: { limit: number }) => Promise<{ more: boolean }>
}
const kinds: PersonalData[] = []

/** Modules that keep something of a person add it here, when they are loaded. */
export const addPersonalData = (kind: PersonalData) => void kinds.push(kind)
export const personalData = (): readonly PersonalData[] => kinds
