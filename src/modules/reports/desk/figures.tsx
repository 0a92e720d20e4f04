import { Link, useSearch } from '@tanstack/react-router'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import styles from './dashboard.module.css'
import { Definition } from './definition.tsx'
import type { DashboardSearch } from './search.ts'
import { type Answer, showValue } from './show.ts'

/** The large figures: which total of which report. Text: `dashboard.figure.<report>.<total>`. */
const figures = [
  { report: 'conversations-by-day', total: 'count', kind: 'count' },
  { report: 'first-reply-time', total: 'count', kind: 'count' },
  { report: 'first-reply-time', total: 'medianSeconds', kind: 'seconds' },
  { report: 'first-reply-time', total: 'p90Seconds', kind: 'seconds' },
] as const

export const Figures = ({ answers }: { answers: Answer[] }) => {
  const t = useText()
  const { locale } = useLocale()
  const search = useSearch({ strict: false }) as DashboardSearch
  return (
    <ul className={styles.figures} aria-label={t('dashboard.figures')}>
      {figures.map(({ report, total, kind }) => {
        const answer = answers.find(({ key }) => key === report)
        if (!answer) return null
        const name = t(`dashboard.figure.${report}.${total}`)
        return (
          <li key={`${report} ${total}`} className={styles.figure}>
            <div className={styles.figureName}>
              <span>{name}</span>
              <Definition of={name} text={t(`report.${report}.definition`)} />
            </div>
            <Link
              to="/dashboard"
              search={{ from: search.from, to: search.to, open: report }}
              className={styles.value}
              aria-label={t('dashboard.figure.open', {
                name,
                value: showValue(t, locale, kind, answer.totals[total]),
              })}
            >
              {showValue(t, locale, kind, answer.totals[total])}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
