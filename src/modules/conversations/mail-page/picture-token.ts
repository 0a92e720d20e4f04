import { z } from 'zod'
import type { Seal } from '../../../foundation/server/seal.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'

/** Long enough for a mail of many pictures to load, too short to be passed on. */
const lifeMs = 10 * 60_000
/** No server is asked for a longer address. */
const longestUrl = 4000

const Told = z.object({
  workspaceId: z.uuid(),
  messageId: z.uuid(),
  until: z.number(),
  /** A part of the mail itself, or what it names elsewhere. */
  what: z.union([z.object({ file: z.uuid() }), z.object({ url: z.string() })]),
})

export type PictureToken = z.infer<typeof Told>

/** Only who was shown the mail can name one of its pictures, and nobody else's: so this is no open proxy. */
export const closeToken = (
  seal: Seal,
  token: Omit<PictureToken, 'until'>,
  now = Date.now(),
): string | undefined => {
  if ('url' in token.what && token.what.url.length > longestUrl) return undefined
  return seal.close(JSON.stringify({ ...token, until: now + lifeMs })).replace(/^sealed:/, '')
}

/** Errors: `picture.missing`, also for a token of another server or of an hour ago. */
export const openToken = (seal: Seal, token: string, now = Date.now()): PictureToken => {
  try {
    const told = Told.parse(JSON.parse(seal.open(`sealed:${token}`)))
    if (told.until > now) return told
  } catch {
    // Told apart from a token that ran out, it would help only who guesses.
  }
  throw new AppError('missing', 'picture.missing')
}
