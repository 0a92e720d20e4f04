import { useText } from '../../../../foundation/browser/texts.tsx'

/** What a field of a customer is called; a workspace's own by its key. */
export const useFieldName = () => {
  const t = useText()
  return (field: string) => {
    const id = [`field.${field}`, `merge.field.${field}`].find((one) => t.has(one))
    return id ? t(id) : field.replace(/^custom\./, '')
  }
}
