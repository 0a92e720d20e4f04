import { timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'
import type { Services } from '../../../foundation/server/services.ts'

/** 32 letters and figures that nobody mistakes for one another. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const length = 10

/** Derived, so that every process knows the same one and none is stored. 50 bits, behind a limit of tries. */
const spell = (signature: string) =>
  [...Buffer.from(signature, 'base64url').subarray(0, length)]
    .map((byte) => alphabet[byte & 31]!)
    .join('')

/** Open until there is a member who can sign in; the scripted ones of the sample cannot. */
export const isSetupOpen = async (db: Kysely<Database>): Promise<boolean> => {
  const row = await db
    .selectFrom('member')
    .select('id')
    .where('auth_user_id', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row === undefined
}

/** The code to print at start, `ABCDE-FGHJK`; undefined once there is an admin. */
export const setupCode = async (services: Services): Promise<string | undefined> =>
  (await isSetupOpen(services.db))
    ? spell(services.seal.sign('setup', 'first-admin')).replace(/^.{5}/, '$&-')
    : undefined

/** However it was typed: small letters, spaces, without the hyphen. One printed before a rotation opens, too. */
export const isSetupCode = (services: Services, typed: string): boolean => {
  const given = Buffer.from(typed.toUpperCase().replace(/[^A-Z0-9]/g, ''))
  return services.seal.signatures('setup', 'first-admin').some((signature) => {
    const expected = Buffer.from(spell(signature))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
