import type { Normaliser } from './types.ts'

const plain = (value: string) => value.normalize('NFKC').replaceAll('\u0000', '').trim()

const asEmail = (value: string) => {
  const address = value.toLowerCase()
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : undefined
}

/**
 * E.164 where that can be told: +81 90-1234-5678, 090-1234-5678 and 010-81-90… are +819012345678. Another country's local
 * number stays as its digits, which are the same each time it is written.
 */
const asPhone = (value: string) => {
  const number = value.replace(/[^\d+]/g, '').replace(/(?!^)\+/g, '')
  const dialled = /^(\+|010(?=[1-9])|00(?=[1-9]))/.exec(number)
  if (dialled) {
    // The 0 in +81 (0)90 is not dialled from abroad.
    const abroad = number.slice(dialled[0].length).replace(/^810/, '81')
    return /^\d{8,15}$/.test(abroad) ? `+${abroad}` : undefined
  }
  if (/^0([5-9]0\d{8}|[1-9]\d{8}|800\d{7})$/.test(number)) return `+81${number.slice(1)}`
  return /^\d{7,15}$/.test(number) ? number : undefined
}

/** A number on a card: however it is spaced, and in whichever case it is typed. */
const asCode = (value: string) => value.replace(/[\s\-‐-―−ー－.]/g, '').toUpperCase() || undefined

const how: Record<Normaliser, (value: string) => string | undefined> = {
  text: (value) => value,
  email: asEmail,
  phone: asPhone,
  code: asCode,
}

/** One spelling of a value; undefined for one that cannot be of this kind. */
export const normaliseAs = (normaliser: Normaliser, value: string): string | undefined => {
  const text = plain(value)
  return text.length === 0 || text.length > 500 ? undefined : how[normaliser](text)
}
