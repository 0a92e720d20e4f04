import { Button } from '@mantine/core'
import { useState } from 'react'
import { count } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useReadPages, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import {
  countRejectedEvents,
  listRejectedEvents,
  listSources,
  replayRejectedEvents,
} from '../contract.ts'
import styles from './sources.module.css'

/** Events that could not be used, each with its reason and as it came. */
export const RejectedEvents = ({ id, replayed }: { id: string; replayed: number }) => {
  const t = useText()
  const { locale } = useLocale()
  const canManage = useCan('source.manage')
  const counts = useRead(countRejectedEvents, { id }, { refetchInterval: 15_000 })
  const [told, setTold] = useState<{ taken: number; refused: number }>()
  const replay = useWrite(replayRejectedEvents, {
    invalidates: [listRejectedEvents, countRejectedEvents, listSources],
    onSuccess: ({ taken, refused, next }) => {
      const sum = { taken: taken + (told?.taken ?? 0), refused: refused + (told?.refused ?? 0) }
      setTold(sum)
      if (next) replay.mutate({ id, after: next })
    },
  })
  const again = (ids?: string[]) => {
    setTold(undefined)
    replay.mutate({ id, ...(ids ? { ids } : {}) })
  }
  const [code, setCode] = useState<string>()
  const events = useReadPages(
    listRejectedEvents,
    { id, code, limit: 50 },
    { refetchInterval: 15_000 },
  )
  const words = (code: string) => {
    const text = `error.${code}`
    return t.has(text) ? t(text) : code
  }
  return (
    <Section
      title={t('source.rejected')}
      text={t('source.rejected.text')}
      action={
        canManage &&
        events.rows.length > 0 && (
          <Button
            variant="default"
            size="compact-sm"
            loading={replay.isPending}
            onClick={() => again()}
          >
            {t('source.replay.all')}
          </Button>
        )
      }
    >
      {told && !replay.isPending && <p role="status">{t('source.replay.done', told)}</p>}
      {replayed > 0 && <p className={styles.quiet}>{t('source.replayed', { count: replayed })}</p>}
      {counts.data && counts.data.data.length > 0 && (
        <ul className={styles.reasons}>
          {counts.data.data.map((reason) => (
            <li key={reason.code}>
              {words(reason.code)}{' '}
              <Button
                variant={code === reason.code ? 'filled' : 'default'}
                size="compact-sm"
                aria-pressed={code === reason.code}
                aria-label={t('ui.open-count', {
                  name: words(reason.code),
                  value: count(locale, reason.count),
                })}
                onClick={() => setCode(code === reason.code ? undefined : reason.code)}
              >
                {count(locale, reason.count)}
              </Button>
            </li>
          ))}
        </ul>
      )}
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
            ...(canManage ? [{ key: 'again', text: t('source.replay'), hidden: true }] : []),
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
              {canManage && (
                <td data-end>
                  <Button
                    variant="default"
                    size="compact-sm"
                    disabled={replay.isPending}
                    onClick={() => again([event.id])}
                  >
                    {t('source.replay')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={events} />
    </Section>
  )
}
