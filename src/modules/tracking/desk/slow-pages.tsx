import type { z } from 'zod'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { CustomerWithIdentifiers } from '../../customers/contract.ts'
import panel from '../../customers/desk/customer-panel.module.css'
import { listVisits, type Vitals } from '../contract.ts'
import { useVisitWords } from './came-from.ts'
import classes from './sources.module.css'

const visitsShown = 5

/** Beyond these a page counts as slow: the "poor" of the published limits. */
const limits = { lcp: 4000, inp: 500, cls: 0.25, ttfb: 1800 } as const
type Name = keyof typeof limits
const names = Object.keys(limits) as Name[]

const isSlow = (vitals: z.output<typeof Vitals> | null) =>
  names.some((name) => (vitals?.[name] ?? 0) > limits[name])

/** That the site was slow for this customer lately; nothing where it was not. */
export const SlowPages = ({ customer }: { customer: z.output<typeof CustomerWithIdentifiers> }) => {
  const t = useText()
  const { locale } = useLocale()
  const words = useVisitWords()
  const { data } = useRead(listVisits, { customerId: customer.id, limit: visitsShown })
  const slow = (data?.data ?? []).filter(({ vitals }) => isSlow(vitals))
  if (slow.length === 0) return null
  const seconds = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const score = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  return (
    <section className={panel.group} aria-label={t('vitals.slow')}>
      <h3 className={panel.small}>{t('vitals.slow')}</h3>
      <ul className={classes.plain}>
        {slow.map(({ id, vitals, lastAt, lastUrl, device }) => (
          <li key={id}>
            <div>
              <TimeText at={lastAt} />
              <span className={classes.quiet}> {words.device({ device })}</span>
            </div>
            {names.map((name) => {
              const value = vitals?.[name] ?? 0
              if (value <= limits[name]) return null
              const shown = name === 'cls' ? score.format(value) : seconds.format(value / 1000)
              return <div key={name}>{t(`vitals.${name}`, { value: shown })}</div>
            })}
            <div className={classes.address}>{vitals?.lcpUrl ?? vitals?.inpUrl ?? lastUrl}</div>
          </li>
        ))}
      </ul>
    </section>
  )
}
