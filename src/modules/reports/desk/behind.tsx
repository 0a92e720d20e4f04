import { Drawer } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { exactTime, honorific, relativeTime } from '../../../foundation/browser/formats.ts'
import { useRead } from '../../../foundation/browser/query.ts'
import { type Locale, useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { openReport } from '../contract.ts'
import styles from './dashboard.module.css'
import { formatDay } from './days.ts'
import type { DashboardSearch } from './search.ts'
import { channelName, showValue } from './show.ts'

/** An address is no name to be polite to. */
const whoText = (locale: Locale, shown: string) =>
  shown === '' || shown.includes('@') ? shown : honorific(locale, shown)

/** The conversations a figure was made from. */
export const Behind = ({
  period,
  search,
}: {
  period: { from: string; to: string }
  search: DashboardSearch
}) => {
  const t = useText()
  const { locale } = useLocale()
  const navigate = useNavigate()
  const key = search.open!
  const range = search.day ? { from: search.day, to: search.day } : period
  const rows = useRead(openReport, {
    key,
    ...range,
    ...(search.channel ? { channel: search.channel } : {}),
  })
  const title = t(`report.${key}.title`)
  const hasSeconds = rows.data?.data.some((row) => row.seconds !== null) ?? false
  const days =
    range.from === range.to
      ? formatDay(locale, range.from, 'long')
      : `${formatDay(locale, range.from, 'long')} – ${formatDay(locale, range.to, 'long')}`
  return (
    <Drawer
      opened
      onClose={() =>
        void navigate({ to: '/dashboard', search: { from: search.from, to: search.to } })
      }
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <p className={styles.zone}>
        {days}
        {search.channel && ` · ${channelName(t, search.channel)}`}
      </p>
      {rows.error ? (
        <ErrorNote error={rows.error} retry={rows.refetch} />
      ) : (
        rows.isPending && <Loading />
      )}
      {rows.data?.data.length === 0 && <EmptyState title={t('dashboard.behind.empty')} />}
      {rows.data && rows.data.data.length > 0 && (
        <PlainTable
          label={title}
          head={[
            { key: 'conversation', text: t('dashboard.behind.conversation') },
            { key: 'channel', text: t('dashboard.behind.channel') },
            ...(hasSeconds
              ? [{ key: 'seconds', text: t('dashboard.behind.seconds'), end: true }]
              : []),
            { key: 'at', text: t('dashboard.behind.opened'), end: true },
          ]}
        >
          {rows.data.data.map((row) => (
            <tr key={row.conversationId}>
              <td>
                <TextLink to="/inbox/$id" params={{ id: row.conversationId }}>
                  #{row.number} {whoText(locale, row.shown)}
                </TextLink>
              </td>
              <td className={styles.short}>{channelName(t, row.channel)}</td>
              {hasSeconds && <td data-end>{showValue(t, locale, 'seconds', row.seconds)}</td>}
              <td data-end>
                <time dateTime={row.at} title={exactTime(locale, row.at)}>
                  {relativeTime(locale, row.at)}
                </time>
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {rows.data?.more && (
        <p className={styles.zone}>
          {t('dashboard.behind.more', { count: rows.data.data.length })}
        </p>
      )}
    </Drawer>
  )
}
