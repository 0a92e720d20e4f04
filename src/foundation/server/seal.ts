import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { AppError } from '../shared/app-error.ts'

/** `sealed:2:KEY:…`; `sealed:1:…` is from before keys had ids, and opened by whichever key fits. */
const form = /^sealed:(?:1|2:([\w-]{8})):([\w-]+)$/

/** The present secret, and earlier ones that something may still be sealed with. */
export type Secrets = { now: string; old: readonly string[] }

/** The key that signatures of one secret derive from; it opens nothing. */
export type SigningRoot = { id: string; root: string }

export type Seal = {
  close: (plain: string) => string
  /** Throws `secret.unreadable` when sealed under a key that is not here. */
  open: (sealed: string) => string
  isSealed: (value: string) => boolean
  /** Sealed under the present key. */
  isCurrent: (sealed: string) => boolean
  /** HMAC-SHA256 under a key of its own per purpose, base64url. */
  sign: (purpose: string, text: string) => string
  /** As `sign`, by every key that was ever ours as far as known, the present one first. */
  signatures: (purpose: string, text: string) => string[]
  /** Whether one of them is this one. */
  verify: (purpose: string, text: string, signature: string) => boolean
  /** Names the present key; tells nothing of it. */
  keyId: () => string
  /** Those of earlier secrets that are still here, to be kept when they go. */
  oldRoots: () => SigningRoot[]
  /** Has `signatures` know these, too. */
  recall: (roots: readonly SigningRoot[]) => void
}

type Key = { id: string; key: Buffer; root: string }

const derive = (from: string | Buffer, purpose: string, length = 32) =>
  Buffer.from(hkdfSync('sha256', from, 'engawa', purpose, length))

const toKey = (secret: string): Key => ({
  id: derive(secret, 'id', 6).toString('base64url'),
  key: derive(secret, 'seal'),
  root: derive(secret, 'sign').toString('base64url'),
})

/** `anew`: what is known does not fit, look at once. */
export type ReadSecrets = (anew?: boolean) => Secrets

/**
 * AES-256-GCM (NIST SP 800-38D) under keys derived from secrets that never enter the database. Given a function, it
 * asks anew each time, so that a secret rotated beside it is used from then on.
 */
export const createSeal = (source: string | ReadSecrets): Seal => {
  const read: ReadSecrets = typeof source === 'string' ? () => ({ now: source, old: [] }) : source
  const keys = new Map<string, Key>()
  // What was once known goes on recognising signatures, also when its secret has left the file.
  const roots = new Map<string, string>()
  const signing = new Map<string, Buffer>()

  const keyOf = (secret: string) => {
    const known = keys.get(secret) ?? toKey(secret)
    keys.set(secret, known)
    roots.set(known.id, known.root)
    return known
  }
  const ring = (anew = false) => {
    const { now, old } = read(anew)
    return { present: keyOf(now), old: old.map(keyOf) }
  }
  const signWith = (root: string, purpose: string, text: string) => {
    const name = `${root} ${purpose}`
    const key = signing.get(name) ?? derive(Buffer.from(root, 'base64url'), purpose)
    signing.set(name, key)
    return createHmac('sha256', key).update(text).digest('base64url')
  }
  const signatures = (purpose: string, text: string) => {
    const { present } = ring()
    const others = [...roots.values()].filter((root) => root !== present.root)
    return [present.root, ...others].map((root) => signWith(root, purpose, text))
  }

  return {
    isSealed: (value) => form.test(value),
    isCurrent: (value) => form.exec(value)?.[1] === ring().present.id,
    keyId: () => ring().present.id,
    close: (plain) => {
      const { id, key } = ring().present
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `sealed:2:${id}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open: (sealed) => {
      const [, id, text = ''] = form.exec(sealed) ?? []
      const bytes = Buffer.from(text, 'base64url')
      // A rotation that began beside us within the last second seals with a secret that we have yet to read.
      for (const anew of [false, true]) {
        const { present, old } = ring(anew)
        for (const one of [present, ...old]) {
          if (id && id !== one.id) continue
          const plain = tryKey(one.key, bytes)
          if (plain !== undefined) return plain
        }
      }
      throw new AppError('unavailable', 'secret.unreadable')
    },
    sign: (purpose, text) => signWith(ring().present.root, purpose, text),
    signatures,
    verify: (purpose, text, signature) => {
      const given = Buffer.from(signature)
      return signatures(purpose, text).some((one) => {
        const expected = Buffer.from(one)
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
    oldRoots: () => ring().old.map(({ id, root }) => ({ id, root })),
    recall: (known) => {
      for (const { id, root } of known) roots.set(id, root)
    },
  }
}

const tryKey = (key: Buffer, bytes: Buffer): string | undefined => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), {
      authTagLength: 16,
    })
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
