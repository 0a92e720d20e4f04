import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { DayBars } from './chart/day-bars.tsx'
import { DayLines } from './chart/day-lines.tsx'
import { formatDay, listDays } from './days.ts'
import { type Answer, channelName, showValue } from './show.ts'

/** Values of one column by day; days without a row are `missing`. */
const byDay = <M,>(
  answer: Answer,
  days: string[],
  column: string,
  missing: M,
  only?: { column: string; value: string },
) => {
  const found = new Map<string, number>()
  for (const row of answer.rows)
    if (!only || row[only.column] === only.value) found.set(String(row.day), Number(row[column]))
  return days.map((day) => found.get(day) ?? missing)
}

/** The report's chart, in words for those who do not see it; its table is beside it. */
export const ReportChart = ({
  answer,
  period,
  onOpen,
}: {
  answer: Answer
  period: { from: string; to: string }
  onOpen: (day: string, channel?: string) => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const days = listDays(period.from, period.to)
  const { kind, value, series: by } = answer.chart
  const unit = kind === 'bars' ? 'count' : 'seconds'
  const shared = {
    days,
    label: t('dashboard.chart', {
      title: t(`report.${answer.key}.title`),
      from: formatDay(locale, period.from, 'long'),
      to: formatDay(locale, period.to, 'long'),
    }),
    formatDay: (day: string) => formatDay(locale, day),
    formatValue: (one: number) => showValue(t, locale, unit, one),
    describe: (day: string, { name }: { name: string }, one: number) =>
      t('dashboard.chart.part', {
        day: formatDay(locale, day, 'long'),
        name,
        value: showValue(t, locale, unit, one),
      }),
  }
  if (kind === 'bars') {
    const keys = by ? [...new Set(answer.rows.map((row) => String(row[by])))].sort() : ['']
    const series = keys.map((key) => ({
      key,
      name: key ? channelName(t, key) : t(`report.${answer.key}.column.${value}`),
      values: byDay(answer, days, value, 0, by && key ? { column: by, value: key } : undefined),
    }))
    return (
      <DayBars
        {...shared}
        series={series}
        onOpen={(day, { key }) => onOpen(day, key || undefined)}
      />
    )
  }
  const lines = answer.columns
    .filter((column) => column.kind === 'seconds')
    .map(({ key }) => ({
      key,
      name: t(`report.${answer.key}.column.${key}`),
      values: byDay(answer, days, key, null),
    }))
  return <DayLines {...shared} lines={lines} onOpen={(day) => onOpen(day)} />
}
