import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { ownAccount } from '../me.ts'
import { confirmPassword } from '../second-factor/confirm-password.ts'
import { noteAct } from '../second-factor/note-acts.ts'
import { expectedOf, newChallenge, spendChallenge } from './challenges.ts'
import type * as contract from './contract.ts'
import { algorithms, readChallenge, readRegistration } from './web-authn.ts'

const most = 20

type Row = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null }
const columns = sql`id, name, created_at as "createdAt", last_used_at as "lastUsedAt"`

const listOf = async ({ db }: Context, userId: string) => {
  const { rows } = await sql<Row>`
    select ${columns} from auth.passkey where user_id = ${userId} order by created_at, id limit ${most}`.execute(
    db,
  )
  return rows
}

export const listPasskeys = async (ctx: Context) => ({
  data: await listOf(ctx, await ownAccount(ctx)),
})

/** An authenticator keeps one passkey per site and user, so the user's name there tells nothing. */
const handleOf = (userId: string) => createHash('sha256').update(userId).digest('base64url')

/** Errors: `password.wrong`, `sign_in.too_many`, `passkey.too_many`. */
export const beginPasskey = async (
  ctx: Context,
  { password }: { password: string },
  http: Http,
) => {
  const { userId, email } = await confirmPassword(ctx, http, password)
  const known = await listOf(ctx, userId)
  if (known.length >= most) throw new AppError('conflict', 'passkey.too_many')
  return {
    challenge: await newChallenge(ctx, userId),
    rpId: expectedOf(ctx.services).rpId,
    userId: handleOf(userId),
    email,
    algorithms,
    exclude: known.map(({ id }) => id),
  }
}

/** Errors: `passkey.refused`. */
export const addPasskey = async (
  ctx: Context,
  input: z.output<typeof contract.addPasskey.input>,
) => {
  const userId = await ownAccount(ctx)
  const expected = expectedOf(ctx.services)
  await spendChallenge(ctx, readChallenge(input.clientData, 'webauthn.create', expected), userId)
  const made = readRegistration(input, expected)
  if (!made) throw new AppError('invalid', 'passkey.refused')
  return inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<Row>`
      insert into auth.passkey (id, user_id, name, public_key, counter, transports)
      values (${input.id}, ${userId}, ${input.name}, ${input.publicKey}, ${made.counter}, ${input.transports})
      on conflict (id) do nothing returning ${columns}`.execute(ctx.db)
    if (!rows[0]) throw new AppError('invalid', 'passkey.refused')
    await noteAct(ctx, userId, 'passkey.added')
    return rows[0]
  })
}

/** Errors: `passkey.missing`. */
export const renamePasskey = async (ctx: Context, { id, name }: { id: string; name: string }) => {
  const userId = await ownAccount(ctx)
  const { rows } = await sql<Row>`
    update auth.passkey set name = ${name} where id = ${id} and user_id = ${userId} returning ${columns}`.execute(
    ctx.db,
  )
  if (!rows[0]) throw new AppError('missing', 'passkey.missing')
  return rows[0]
}

/** Errors: `passkey.missing`. */
export const removePasskey = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const userId = await ownAccount(ctx)
    const { rows } = await sql`
      delete from auth.passkey where id = ${id} and user_id = ${userId} returning 1`.execute(ctx.db)
    if (rows.length === 0) throw new AppError('missing', 'passkey.missing')
    await noteAct(ctx, userId, 'passkey.removed')
    return {}
  })
