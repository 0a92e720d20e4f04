import type { z } from 'zod'
import { honorific } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import type { CustomerWithIdentifiers } from '../contract.ts'

type Identifier = z.output<typeof CustomerWithIdentifiers>['identifiers'][number]

/** An identifier that a person would recognise, best first. */
export const bestIdentifier = (identifiers: readonly Identifier[]) => {
  const known = identifiers.filter(({ trust }) => trust !== 'device')
  return (
    known.find(({ type, trust }) => type === 'email' && trust === 'verified') ??
    known.find(({ type }) => type === 'email') ??
    known[0]
  )?.value
}

/** How staff speak of a customer: name with honorific, else what stands for it. */
export const useCustomerName = () => {
  const t = useText()
  const { locale } = useLocale()
  return (name: string | null, otherwise?: string) =>
    name ? honorific(locale, name) : otherwise || t('customer.unnamed')
}
