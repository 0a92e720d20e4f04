import { randomInt } from 'node:crypto'

/** 32 letters and figures that nobody mistakes for one another. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const length = 16

/** `ABCD-EFGH-JKLM-NPQR`: 80 bits, so that a hash is enough to keep it by. */
export const newRecoveryCode = () =>
  Array.from({ length }, (_, index) => {
    const letter = alphabet[randomInt(alphabet.length)]
    return index > 0 && index % 4 === 0 ? `-${letter}` : letter
  }).join('')

/** However it was typed: full-width by an IME, in groups, in small letters. */
export const readCode = (
  typed: string,
): { kind: 'totp' | 'recovery'; code: string } | undefined => {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}ー・.]/gu, '')
  if (/^\d{6}$/.test(code)) return { kind: 'totp', code }
  if (code.length === length && [...code].every((letter) => alphabet.includes(letter)))
    return { kind: 'recovery', code }
  return undefined
}
