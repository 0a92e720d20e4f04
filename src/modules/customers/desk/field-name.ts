import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { listCustomFields } from '../profile/contract.ts'
import { titleOf } from './profile/field-groups.ts'

/** What a field of a customer is called; a workspace's own by its title. */
export const useFieldName = () => {
  const t = useText()
  const { locale } = useLocale()
  const { data: own } = useRead(listCustomFields, {}, { staleTime: 300_000 })
  return (field: string) => {
    const id = [`field.${field}`, `merge.field.${field}`].find((one) => t.has(one))
    if (id) return t(id)
    const key = field.replace(/^custom\./, '')
    const found = own?.data.find((one) => one.key === key)
    return (found && titleOf(found, locale)) || key
  }
}
