import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { hashToken, newToken } from '../secret-token.ts'
import type { Expected } from './web-authn.ts'

const minutes = 5

/** Passkeys belong to the address that people reach this server at: another one, another passkey. */
export const expectedOf = ({ publicUrl }: Services): Expected => {
  const { origin, hostname } = new URL(publicUrl)
  return { origin, rpId: hostname }
}

/** Random, good once, for five minutes; for a new passkey it is its owner's. */
export const newChallenge = async ({ db }: Context, userId: string | null) => {
  const challenge = newToken()
  await sql`delete from auth.sign_in_step where token_hash in (
    select token_hash from auth.sign_in_step where expires_at < now() limit 100)`.execute(db)
  await sql`insert into auth.sign_in_step (token_hash, kind, user_id, expires_at)
    values (${hashToken(challenge)}, 'passkey', ${userId}, now() + ${minutes} * interval '1 minute')`.execute(
    db,
  )
  return challenge
}

/** Errors: `passkey.refused` for one that was not given out, is over, or was answered. */
export const spendChallenge = async (
  { db }: Context,
  challenge: string | undefined,
  userId: string | null,
) => {
  const { rows } = await sql`delete from auth.sign_in_step
    where token_hash = ${hashToken(challenge ?? '')} and kind = 'passkey'
      and user_id is not distinct from ${userId} and expires_at > now() returning 1`.execute(db)
  if (rows.length === 0) throw new AppError('signed-out', 'passkey.refused')
}
