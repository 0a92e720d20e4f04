import { useText } from '../../../foundation/browser/texts.tsx'

export type Role = 'admin' | 'agent' | 'viewer' | 'partner'

const roles: readonly Role[] = ['admin', 'agent', 'viewer', 'partner']

/** What a select gave; anything else is the role that may least. */
export const asRole = (value: string): Role => roles.find((role) => role === value) ?? 'partner'

/** Roles as choices of a select. */
export const useRoles = () => {
  const t = useText()
  return roles.map((value) => ({ value, label: t(`member.role.${value}`) }))
}
