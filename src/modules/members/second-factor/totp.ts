import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const stepSeconds = 30
const digits = 6
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 160 random bits, as RFC 4226 (4, R6) recommends. */
export const newSecret = () => randomBytes(20)

/** RFC 4648 without padding, as authenticator apps take it. */
export const toBase32 = (bytes: Uint8Array): string => {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(value >>> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text
}

export const stepAt = (time: Date) => Math.floor(time.getTime() / 1000 / stepSeconds)

/** RFC 6238 over HMAC-SHA-1 (RFC 4226, 5.3): what every authenticator app computes. */
export const codeAt = (secret: Uint8Array, step: number): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const number = hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The time step that a code is of, one to either side of now; a telephone's clock is a little off. */
export const findStep = (secret: Uint8Array, code: string, now: Date): number | undefined => {
  const given = Buffer.from(code)
  const steps = [0, -1, 1].map((drift) => stepAt(now) + drift)
  const right = steps.filter((step) => {
    const expected = Buffer.from(codeAt(secret, step))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return right[0]
}

/** For the QR code: the key URI that authenticator apps agree on. */
export const keyUri = (secret: Uint8Array, account: string) => {
  const query = new URLSearchParams({ secret: toBase32(secret), issuer: 'Engawa' })
  return `otpauth://totp/Engawa:${encodeURIComponent(account)}?${query}`
}
