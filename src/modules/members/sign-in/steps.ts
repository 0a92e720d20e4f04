import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { hashToken, newToken } from '../secret-token.ts'
import { readCookie, writeCookie } from './cookies.ts'

const name = 'sign_in_step'
const path = '/api/v1/sign-in'
const seconds = 10 * 60

export type StepKind = 'code' | 'enrol'
export type Step = { hash: string; userId: string }

/** What a browser has shown so far, between its password and its session; a cookie of its own names it. */
export const beginStep = async (
  { db, services }: Context,
  { reply }: Http,
  step: { kind: StepKind; userId: string },
) => {
  const token = newToken()
  await sql`delete from auth.sign_in_step where token_hash in (
    select token_hash from auth.sign_in_step where expires_at < now() limit 100)`.execute(db)
  await sql`insert into auth.sign_in_step (token_hash, kind, user_id, expires_at)
    values (${hashToken(token)}, ${step.kind}, ${step.userId},
      now() + ${seconds} * interval '1 second')`.execute(db)
  writeCookie(services, reply, name, token, { seconds, path })
}

/** Errors: `sign_in.begin_again`. */
export const findStep = async (
  { db, services }: Context,
  { request }: Http,
  kind: StepKind,
): Promise<Step> => {
  const token = readCookie(services, request, name)
  const { rows } = await sql<Step>`
    select token_hash as hash, user_id as "userId" from auth.sign_in_step
    where token_hash = ${hashToken(token ?? '')} and kind = ${kind} and expires_at > now()`.execute(
    db,
  )
  if (!token || !rows[0]) throw new AppError('signed-out', 'sign_in.begin_again')
  return rows[0]
}

/** Of several at once, one. In the caller's transaction. Errors: `sign_in.begin_again`. */
export const endStep = async ({ db, services }: Context, { reply }: Http, { hash }: Step) => {
  const { rows } = await sql`
    delete from auth.sign_in_step where token_hash = ${hash} returning 1`.execute(db)
  if (rows.length === 0) throw new AppError('signed-out', 'sign_in.begin_again')
  writeCookie(services, reply, name, '', { seconds, path })
}
