import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { membershipsOf } from '../sign-in/accounts.ts'
import { beginSession } from '../sign-in/begin-session.ts'
import { addressKey, countAttempt } from '../sign-in/limit-attempts.ts'
import { refuseCrossSite } from '../sign-in/same-origin.ts'
import { noteFailure } from '../sign-in/sign-in.ts'
import { expectedOf, newChallenge, spendChallenge } from './challenges.ts'
import type * as contract from './contract.ts'
import { readAssertion, readChallenge } from './web-authn.ts'

const countPasskey = ({ services }: Context, { request }: Http, what: string) =>
  countAttempt(
    services,
    what,
    [{ of: `address ${addressKey(request.ip)}`, most: 120 }],
    'sign_in.too_many',
  )

/** Errors: `sign_in.too_many`, `auth.cross_site`. */
export const beginPasskeySignIn = async (anyone: Context, _input: unknown, http: Http) => {
  refuseCrossSite(anyone.services, http.request)
  await countPasskey(anyone, http, 'passkey-challenge')
  return {
    challenge: await newChallenge(anyone, null),
    rpId: expectedOf(anyone.services).rpId,
  }
}

type Stored = { userId: string; publicKey: string; counter: number }

/**
 * A passkey is something one has, and was unlocked by what one is or knows: in place of password and code.
 * Errors: `passkey.refused`, `sign_in.too_many`, `auth.cross_site`.
 */
export const signInByPasskey = async (
  anyone: Context,
  input: z.output<typeof contract.signInByPasskey.input>,
  http: Http,
) => {
  const { services } = anyone
  refuseCrossSite(services, http.request)
  const attempt = await countPasskey(anyone, http, 'passkey')
  const expected = expectedOf(services)
  await spendChallenge(anyone, readChallenge(input.clientData, 'webauthn.get', expected), null)
  const { rows } = await sql<Stored>`
    select user_id as "userId", public_key as "publicKey", counter::int8 as counter
    from auth.passkey where id = ${input.id}`.execute(services.db)
  const stored = rows[0]
  const signed = stored && readAssertion(input, stored, expected)
  if (!stored || !signed || (await membershipsOf(services, stored.userId)).length === 0) {
    if (stored) noteFailure(services, http, { userId: stored.userId, step: 'passkey' })
    throw new AppError('signed-out', 'passkey.refused')
  }
  await beginSession(services, http, stored.userId, 'passkey', async ({ db }) => {
    // Of two that say the same count, one is a copy.
    const { rows } = await sql`
      update auth.passkey set counter = ${signed.counter}, last_used_at = now()
      where id = ${input.id} and counter = ${stored.counter} returning 1`.execute(db)
    if (rows.length === 0) throw new AppError('signed-out', 'passkey.refused')
  })
  await attempt.forgive()
  return {}
}
