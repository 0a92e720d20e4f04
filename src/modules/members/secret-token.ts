import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits for a link or a key; only their hash is stored. */
export const newToken = () => randomBytes(32).toString('base64url')

/** Enough for what is random already: nothing to guess, so nothing to slow down. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
