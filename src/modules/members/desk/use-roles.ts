import { useText } from '../../../foundation/browser/texts.tsx'
import { role } from '../contract.ts'

export const asRole = (value: string) => role.parse(value)

/** Roles as choices of a select. */
export const useRoles = () => {
  const t = useText()
  return role.options.map((value) => ({ value, label: t(`member.role.${value}`) }))
}
