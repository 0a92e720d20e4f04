import type { z } from 'zod'
import { useText } from '../../../../foundation/browser/texts.tsx'
import type { Reason } from '../../duplicates/contract.ts'
import { useFieldName } from '../field-name.ts'

type One = z.output<typeof Reason>

/** What a level of agreement means to a person. */
const degree = ({ level, weight }: One) => {
  if (level === 0) return 'same'
  return weight > 0 && level < 3 ? 'almost' : 'differs'
}

const speaksFor = ({ weight }: One) => weight > 0

/** Left out is what hardly counts, and what would read as its own opposite: the same region where nearly all live in it. */
export const isTold = (one: One) =>
  Math.abs(one.weight) >= 0.1 &&
  (speaksFor(one) ? degree(one) !== 'differs' : degree(one) === 'differs')

/** Twins share a home, a telephone and a birthday. */
const isOtherName = (one: One) =>
  ['given', 'name', 'reading'].includes(one.field) && isTold(one) && !speaksFor(one)

/** Why two records look like one person, in words; what speaks for it most first in `main`. */
export const useReasons = () => {
  const t = useText()
  const nameOf = useFieldName()
  // What a customer is shown as is, compared with another's, a name.
  const fieldName = (field: string) => (field === 'name' ? t('duplicate.name') : nameOf(field))
  return {
    say: (one: One) => t(`duplicate.reason.${degree(one)}`, { field: fieldName(one.field) }),
    main: (reasons: readonly One[]) => reasons.find((one) => isTold(one) && speaksFor(one)),
    speaksFor,
    likely: ({ score, reasons }: { score: number; reasons: readonly One[] }) =>
      reasons.some(isOtherName)
        ? t('duplicate.likely.relative')
        : t(`duplicate.likely.${score >= 0.99 ? 'very' : score >= 0.9 ? 'rather' : 'perhaps'}`),
  }
}
