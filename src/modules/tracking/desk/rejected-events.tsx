import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { listRejectedEvents } from '../contract.ts'
import styles from './sources.module.css'

/** Events that could not be used, each with its reason and as it came. */
export const RejectedEvents = ({ id }: { id: string }) => {
  const t = useText()
  const events = useReadPages(listRejectedEvents, { id, limit: 50 }, { refetchInterval: 15_000 })
  const words = (code: string) => {
    const text = `error.${code}`
    return t.has(text) ? t(text) : code
  }
  return (
    <Section title={t('source.rejected')} text={t('source.rejected.text')}>
      <ErrorNote error={events.error} retry={events.refetch} />
      {events.isSuccess && events.rows.length === 0 && (
        <EmptyState title={t('source.rejected.empty')} />
      )}
      {events.rows.length > 0 && (
        <PlainTable
          label={t('source.rejected')}
          head={[
            { key: 'at', text: t('source.rejected.at') },
            { key: 'why', text: t('source.rejected.why') },
            { key: 'body', text: t('source.rejected.body') },
          ]}
        >
          {events.rows.map((event) => (
            <tr key={event.id}>
              <td>
                <TimeText at={event.receivedAt} />
              </td>
              <td>
                {words(event.code)}
                {event.detail && <div className={styles.quiet}>{event.detail}</div>}
              </td>
              <td>
                <details>
                  <summary>{t('source.rejected.show')}</summary>
                  <pre className={styles.body}>{JSON.stringify(event.body, null, 2)}</pre>
                </details>
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={events} />
    </Section>
  )
}
