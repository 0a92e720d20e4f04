import type { z } from 'zod'
import { clockTime, dayDate, exactTime } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import type { Step } from '../shapes/contract.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'
import type { StateKind } from './state-mark.tsx'

/** Every state that was come to, with its time. */
export const Steps = ({
  kind,
  steps,
  currency,
}: {
  kind: StateKind
  steps: readonly z.output<typeof Step>[]
  currency: string | null
}) => {
  const t = useText()
  const { locale } = useLocale()
  return (
    <ol className={classes.steps}>
      {steps.map(({ state, at, amount }) => (
        <li key={`${state} ${at}`}>
          <span>
            {t(`orders.${kind}.${state}`)} {kind === 'order' && moneyText(locale, amount, currency)}
          </span>
          <time dateTime={at} title={exactTime(locale, at)}>
            {dayDate(locale, at)} {clockTime(locale, at)}
          </time>
        </li>
      ))}
    </ol>
  )
}
