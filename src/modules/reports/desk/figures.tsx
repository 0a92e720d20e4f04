import { Link, useSearch } from '@tanstack/react-router'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Definition } from '../../../foundation/browser/ui/definition.tsx'
import styles from './dashboard.module.css'
import { listDays } from './days.ts'
import type { DashboardSearch } from './search.ts'
import { type Answer, showValue } from './show.ts'

/** The large figures: which total of which report. Text: `dashboard.figure.<report>.<total>`. */
const figures = [
  { report: 'conversations-by-day', total: 'count', kind: 'count' },
  { report: 'first-reply-time', total: 'count', kind: 'count' },
  { report: 'first-reply-time', total: 'medianSeconds', kind: 'seconds' },
  { report: 'first-reply-time', total: 'p90Seconds', kind: 'seconds' },
] as const

const valuesByDay = (answer: Answer, period: { from: string; to: string }, column: string) => {
  const sums = new Map<unknown, number>()
  for (const row of answer.rows) sums.set(row.day, (sums.get(row.day) ?? 0) + Number(row[column]))
  return listDays(period.from, period.to).map((day) => sums.get(day) ?? 0)
}

/** The shape of the period, for the eye only: the chart below has the figures. */
const Spark = ({ values }: { values: number[] }) => {
  const top = Math.max(1, ...values)
  const points = values.map((value, index) => `${index},${(1 - value / top) * 26 + 1}`)
  if (points.length < 2) return null
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${points.length - 1} 28`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}

export const Figures = ({
  answers,
  period,
}: {
  answers: Answer[]
  period: { from: string; to: string }
}) => {
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
            <Spark values={valuesByDay(answer, period, total)} />
          </li>
        )
      })}
    </ul>
  )
}
