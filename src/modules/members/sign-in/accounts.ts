import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { systemContext } from '../../../foundation/server/context.ts'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { authOver } from './auth.ts'

/** Makes who can sign in, in the caller's transaction; gives back the id that a member row joins by. */
export const createAccount = async (
  ctx: Context,
  { email, name, password }: { email: string; name: string; password: string },
) => {
  const { internalAdapter, password: passwords } = await authOver(ctx.services, ctx.db).$context
  const user = await internalAdapter.createUser(
    { email, name, emailVerified: false },
    { method: 'email-password' },
  )
  const hash = await passwords.hash(password)
  await internalAdapter.createAccount({
    userId: user.id,
    accountId: user.id,
    providerId: 'credential',
    password: hash,
  })
  return user.id
}

export const findAccount = async (
  db: Kysely<Database>,
  email: string,
): Promise<string | undefined> => {
  const { rows } = await sql<{
    id: string
  }>`select id from auth."user" where email = ${email.toLowerCase()}`.execute(db)
  return rows[0]?.id
}

export const findEmail = async (db: Kysely<Database>, userId: string): Promise<string> => {
  const { rows } = await sql<{
    email: string
  }>`select email from auth."user" where id = ${userId}`.execute(db)
  return rows[0]!.email
}

/** Whether this is the account's password; takes as long for an account that is not there. */
export const isPassword = async (ctx: Context, email: string, password: string) => {
  const { internalAdapter, password: passwords } = await authOver(ctx.services, ctx.db).$context
  const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true })
  const hash = found?.accounts.find((account) => account.providerId === 'credential')?.password
  if (hash) return passwords.verify({ hash, password })
  await passwords.hash(password)
  return false
}

/** One at a time may decide whether an address has an account. */
export const lockAccount = (db: Kysely<Database>, email: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`account ${email.toLowerCase()}`}, 0))`.execute(
    db,
  )

/** Who does something to an account, as one of its workspaces sees it: nobody there knows another workspace's admin. */
export const actorIn = (ctx: Context, mine: Context): Context['actor'] =>
  ctx.workspaceId === mine.workspaceId || ctx.actor.id === 'command-line' ? ctx.actor : mine.actor

/** Contexts of all memberships of an account, each acting as that member. */
export const membershipsOf = async (
  services: Services,
  userId: string,
  db = services.db,
): Promise<Context[]> => {
  const rows = await db
    .selectFrom('member')
    .select(['workspace_id', 'id', 'name'])
    .where('auth_user_id', '=', userId)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    ...systemContext(services, row.workspace_id, 'sign-in', db),
    actor: { type: 'member', id: row.id, name: row.name },
  }))
}
