import { type Kysely, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { hashToken } from '../secret-token.ts'
import { newRecoveryCode, readCode } from './read-code.ts'
import { findStep, keyUri, newSecret, toBase32 } from './totp.ts'

const codeCount = 10

type Row = { secret: string | null; offered: string | null; enabledAt: Date | null }

const findRow = async (db: Kysely<Database>, userId: string): Promise<Row | undefined> => {
  const { rows } = await sql<Row>`
    select secret, offered, enabled_at as "enabledAt" from auth.second_factor where user_id = ${userId}`.execute(
    db,
  )
  return rows[0]
}

export const hasSecondFactor = async (db: Kysely<Database>, userId: string) =>
  (await findRow(db, userId))?.secret != null

/** When it was set up, and how many recovery codes are left. */
export const describeSecondFactor = async (db: Kysely<Database>, userId: string) => {
  const row = await findRow(db, userId)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from auth.recovery_code where user_id = ${userId}`.execute(db)
  const since = row?.secret ? row.enabledAt : null
  return { since, recoveryCodes: since ? rows[0]!.count : 0 }
}

const openSecret = ({ services }: Context, sealed: string) =>
  Buffer.from(services.seal.open(sealed), 'base64url')

/** A secret to set up; the one in use stays in use until a code of the new one was right. */
export const offerSecret = async ({ db, services }: Context, userId: string, account: string) => {
  const secret = newSecret()
  const sealed = services.seal.close(secret.toString('base64url'))
  await sql`insert into auth.second_factor (user_id, offered) values (${userId}, ${sealed})
    on conflict (user_id) do update set offered = excluded.offered`.execute(db)
  return { secret: toBase32(secret), uri: keyUri(secret, account) }
}

/**
 * Takes the offered secret into use, by a code of it. In the caller's transaction.
 * Errors: `second_factor.not_begun`, `second_factor.wrong`.
 */
export const acceptOffered = async (ctx: Context, userId: string, typed: string) => {
  const row = await findRow(ctx.db, userId)
  if (!row?.offered) throw new AppError('conflict', 'second_factor.not_begun')
  const given = readCode(typed)
  const step =
    given?.kind === 'totp' ? findStep(openSecret(ctx, row.offered), given.code, ctx.now) : undefined
  if (step === undefined) throw new AppError('invalid', 'second_factor.wrong')
  // Of two confirmations at once, one finds what it read.
  const { rows } = await sql`update auth.second_factor
    set secret = offered, offered = null, last_step = ${step}, enabled_at = now()
    where user_id = ${userId} and offered = ${row.offered} returning user_id`.execute(ctx.db)
  if (rows.length === 0) throw new AppError('conflict', 'second_factor.not_begun')
  return renewRecoveryCodes(ctx, userId)
}

const hashCode = (userId: string, code: string) => hashToken(`${userId} ${code}`)

/** Ten new ones, in place of all before; only their hashes are kept. */
export const renewRecoveryCodes = async ({ db }: Context, userId: string): Promise<string[]> => {
  const codes = Array.from({ length: codeCount }, newRecoveryCode)
  const hashes = codes.map((code) => hashCode(userId, code.replaceAll('-', '')))
  await sql`delete from auth.recovery_code where user_id = ${userId}`.execute(db)
  await sql`insert into auth.recovery_code (user_id, code_hash)
    select ${userId}, unnest(${hashes}::text[])`.execute(db)
  return codes
}

/**
 * Uses up the code that was typed, of the app or for recovery: it is never accepted again. In the caller's transaction.
 */
export const spendCode = async (
  ctx: Context,
  userId: string,
  typed: string,
): Promise<'totp' | 'recovery' | undefined> => {
  const given = readCode(typed)
  if (!given) return undefined
  if (given.kind === 'recovery') {
    const { rows } = await sql`delete from auth.recovery_code
      where user_id = ${userId} and code_hash = ${hashCode(userId, given.code)} returning 1`.execute(
      ctx.db,
    )
    return rows.length > 0 ? 'recovery' : undefined
  }
  const row = await findRow(ctx.db, userId)
  if (!row?.secret) return undefined
  const step = findStep(openSecret(ctx, row.secret), given.code, ctx.now)
  if (step === undefined) return undefined
  const { rows } = await sql`update auth.second_factor set last_step = ${step}
    where user_id = ${userId} and last_step < ${step} returning 1`.execute(ctx.db)
  return rows.length > 0 ? 'totp' : undefined
}

/** True when there was one. */
export const removeSecondFactor = async (db: Kysely<Database>, userId: string) => {
  const { rows } = await sql<{ secret: string | null }>`
    delete from auth.second_factor where user_id = ${userId} returning secret`.execute(db)
  await sql`delete from auth.recovery_code where user_id = ${userId}`.execute(db)
  return rows[0]?.secret != null
}

/** Whether a workspace that the account is in asks for one. */
export const isSecondFactorRequired = async (db: Kysely<Database>, userId: string) => {
  const { rows } = await sql<{ required: boolean }>`
    select exists (select 1 from member m join workspace w on w.id = m.workspace_id
      where m.auth_user_id = ${userId} and m.removed_at is null and w.second_factor_required) as required`.execute(
    db,
  )
  return rows[0]!.required
}
