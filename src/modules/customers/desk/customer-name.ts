import { honorific } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'

/** How staff speak of a customer: name with honorific, else what stands for it. */
export const useCustomerName = () => {
  const t = useText()
  const { locale } = useLocale()
  return (name: string | null, otherwise?: string) =>
    name ? honorific(locale, name) : otherwise || t('customer.unnamed')
}
