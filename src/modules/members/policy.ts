import type { Sight } from '../../foundation/server/context.ts'
import type { Role } from '../../foundation/server/module.ts'

/** Permission → roles that have it, of all modules together. */
export type Permissions = Readonly<Record<string, readonly Role[]>>

/** Stands for all that an admin may do, also what later versions add. */
export const everything = '*'

/** What a role may do. An admin may do everything there is. */
export const permissionsOfRole = (role: Role, permissions: Permissions): ReadonlySet<string> =>
  new Set(
    Object.keys(permissions).filter(
      (permission) => role === 'admin' || permissions[permission]!.includes(role),
    ),
  )

/** What an API key may do; a scope that no version of ours knows any more gives nothing. */
export const permissionsOfScopes = (
  scopes: readonly string[],
  permissions: Permissions,
): ReadonlySet<string> => {
  const all = permissionsOfRole('admin', permissions)
  return scopes.includes(everything) ? all : new Set(scopes.filter((scope) => all.has(scope)))
}

/** What a member with these permissions sees. */
export const sightOfMember = (can: ReadonlySet<string>): Sight => ({
  conversations: can.has('conversation.all') ? 'all' : 'own-teams',
  contact: can.has('customer.contact'),
})

/** A script is in no team, so what it may read it reads of all; addresses only where its scopes say so. */
export const sightOfKey = (can: ReadonlySet<string>): Sight => ({
  conversations: 'all',
  contact: can.has('customer.contact'),
})
