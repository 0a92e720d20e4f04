import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../shared/app-error.ts'

const prefix = 'sealed:1:'

export type Seal = {
  close: (plain: string) => string
  /** Throws `secret.unreadable` when sealed under another key. */
  open: (sealed: string) => string
  isSealed: (value: string) => boolean
  /** HMAC-SHA256 under a key of its own per purpose, base64url. */
  sign: (purpose: string, text: string) => string
}

/** AES-256-GCM (NIST SP 800-38D) under keys derived from one secret that never enters the database. */
export const createSeal = (secret: string): Seal => {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'engawa', purpose, 32))
  const key = derive('seal')
  const signing = new Map<string, Buffer>()
  return {
    isSealed: (value) => value.startsWith(prefix),
    close: (plain) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open: (sealed) => {
      try {
        const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        decipher.setAuthTag(bytes.subarray(12, 28))
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString(
          'utf8',
        )
      } catch {
        throw new AppError('unavailable', 'secret.unreadable')
      }
    },
    sign: (purpose, text) => {
      const signingKey = signing.get(purpose) ?? derive(`sign:${purpose}`)
      signing.set(purpose, signingKey)
      return createHmac('sha256', signingKey).update(text).digest('base64url')
    },
  }
}

/** The secret given, or the one kept beside the data (mode 0600, made on first use, never in a backup). */
export const readSecret = (given: string | undefined, dataFolder: string): string => {
  if (given) return given
  const path = join(dataFolder, 'secret')
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8').trim()
}

/** As `readSecret`, but makes none: beside a server, a new secret would seal what that server cannot open. */
export const findSecret = (given: string | undefined, dataFolder: string): string | undefined => {
  if (given) return given
  try {
    return readFileSync(join(dataFolder, 'secret'), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
