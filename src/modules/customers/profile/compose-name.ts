import type { Said } from '../fields.ts'

const isEastern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** Family name first where it is written in Han or kana. */
export const joinName = (family: string | null | undefined, given: string | null | undefined) => {
  const parts = isEastern.test(`${family ?? ''}${given ?? ''}`) ? [family, given] : [given, family]
  return parts.filter(Boolean).join(' ')
}

/** The name that two parts make, said by whoever said the family name, worth no more than the weaker of them. */
export const composeName = (
  family: Said | undefined,
  given: Said | undefined,
  weight: (trust: Said['trust']) => number,
): Said | undefined => {
  const value = joinName(family?.value, given?.value)
  const one = family ?? given
  if (!one || !value) return undefined
  const other = given ?? one
  const weaker = weight(other.trust) > weight(one.trust) ? other.trust : one.trust
  const at = other.at > one.at ? other.at : one.at
  return { ...one, field: 'name', trust: weaker, at, value }
}
