import { type Locale, useText } from '../../../foundation/browser/texts.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { type Answer, showValue } from './show.ts'

/** The chart's twin: every figure in words, every day a way to its conversations. */
export const ReportTable = ({
  answer,
  locale,
  period,
}: {
  answer: Answer
  locale: Locale
  period: { from: string; to: string }
}) => {
  const t = useText()
  const isFigure = (kind: string) => kind === 'count' || kind === 'seconds'
  return (
    <PlainTable
      label={t(`report.${answer.key}.title`)}
      head={answer.columns.map(({ key, kind }) => ({
        key,
        text: t(`report.${answer.key}.column.${key}`),
        end: isFigure(kind),
      }))}
    >
      {answer.rows.map((row) => (
        <tr key={answer.columns.map(({ key, kind }) => (isFigure(kind) ? '' : row[key])).join(' ')}>
          {answer.columns.map(({ key, kind }) => (
            <td key={key} data-end={isFigure(kind) || undefined}>
              {kind === 'day' ? (
                <TextLink
                  to="/dashboard"
                  search={{
                    ...period,
                    open: answer.key,
                    day: String(row[key]),
                    ...(row.channel ? { channel: String(row.channel) } : {}),
                  }}
                >
                  {showValue(t, locale, kind, row[key])}
                </TextLink>
              ) : (
                showValue(t, locale, kind, row[key])
              )}
            </td>
          ))}
        </tr>
      ))}
    </PlainTable>
  )
}
