import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { downloadCsv, toCsv } from './csv.ts'
import styles from './dashboard.module.css'
import { ReportChart } from './report-chart.tsx'
import { ReportTable } from './report-table.tsx'
import type { Answer } from './show.ts'

const forCsv = (value: string | number | null | undefined) =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : (value ?? null)

/** One report: its chart, the same as a table, how it is counted, and the figures to take along. */
export const ReportSection = ({
  answer,
  period,
}: {
  answer: Answer
  period: { from: string; to: string }
}) => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const [isTable, setTable] = useState(false)
  const open = (day: string, channel?: string) =>
    void navigate({
      to: '/dashboard',
      search: { ...period, open: answer.key, day, ...(channel ? { channel } : {}) },
    })
  const download = () =>
    downloadCsv(
      `${answer.key}_${period.from}_${period.to}.csv`,
      toCsv(
        answer.columns.map(
          ({ key, kind }) =>
            t(`report.${answer.key}.column.${key}`) +
            (kind === 'seconds' ? t('dashboard.csv.seconds') : ''),
        ),
        answer.rows.map((row) => answer.columns.map(({ key }) => forCsv(row[key]))),
      ),
    )
  const title = t(`report.${answer.key}.title`)
  return (
    <Section
      title={title}
      text={t(`report.${answer.key}.definition`)}
      action={
        <div className={styles.tools}>
          <Button.Group>
            {[false, true].map((table) => (
              <Button
                key={String(table)}
                size="xs"
                variant={isTable === table ? 'filled' : 'default'}
                aria-pressed={isTable === table}
                onClick={() => setTable(table)}
              >
                {t(table ? 'dashboard.as_table' : 'dashboard.as_chart')}
              </Button>
            ))}
          </Button.Group>
          <Button
            size="xs"
            variant="default"
            onClick={download}
            aria-label={t('dashboard.csv.of', { name: title })}
          >
            {t('dashboard.csv')}
          </Button>
        </div>
      }
    >
      {answer.rows.length === 0 ? (
        <EmptyState title={t('dashboard.report_empty')} />
      ) : isTable ? (
        <ReportTable answer={answer} locale={locale} period={period} />
      ) : (
        <ReportChart answer={answer} period={period} onOpen={open} />
      )}
    </Section>
  )
}
