import { Button, Drawer } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { CallError } from '../../../foundation/browser/client.ts'
import { count } from '../../../foundation/browser/formats.ts'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { listSourceEvents, listVisits } from '../contract.ts'
import { useVisitWords } from './came-from.ts'
import styles from './sources.module.css'

const dayMs = 86_400_000

/** The events that were accepted, last received first. */
export const SourceEvents = ({ id }: { id: string }) => {
  const t = useText()
  const list = useReadPages(listSourceEvents, { id, limit: 100 })
  return (
    <Rows
      id={id}
      of="accepted"
      list={list}
      head={[
        { key: 'at', text: t('source.rejected.at') },
        { key: 'event', text: t('source.rows.event') },
        { key: 'who', text: t('source.rows.who') },
      ]}
    >
      {list.rows.map((event) => (
        <tr key={event.id}>
          <td>
            <TimeText at={event.receivedAt} />
          </td>
          <td className={styles.what}>
            {event.name || event.kind}
            {event.url && <div className={styles.quiet}>{event.url}</div>}
          </td>
          <td>
            <Whose customerId={event.customerId} />
          </td>
        </tr>
      ))}
    </Rows>
  )
}

/** The visits of a day, last begun first. */
export const SourceVisits = ({ id }: { id: string }) => {
  const t = useText()
  const { locale } = useLocale()
  const words = useVisitWords()
  const [from] = useState(() => new Date(Date.now() - dayMs).toISOString())
  const list = useReadPages(listVisits, { sourceId: id, from, limit: 100 })
  return (
    <Rows
      id={id}
      of="visits"
      list={list}
      head={[
        { key: 'since', text: t('visitors.since') },
        { key: 'from', text: t('visitors.from') },
        { key: 'pages', text: t('source.rows.pages'), end: true },
        { key: 'who', text: t('source.rows.who') },
      ]}
    >
      {list.rows.map((visit) => (
        <tr key={visit.id}>
          <td>
            <TimeText at={visit.startedAt} />
          </td>
          <td className={styles.what}>
            {words.from(visit)}
            <div className={styles.quiet}>{words.device(visit)}</div>
          </td>
          <td data-end>{count(locale, visit.pageCount)}</td>
          <td>
            <Whose customerId={visit.customerId} />
          </td>
        </tr>
      ))}
    </Rows>
  )
}

const Whose = ({ customerId }: { customerId: string | null }) => {
  const t = useText()
  if (!customerId) return t('visitors.anonymous')
  return (
    <TextLink to="/customers/$customerId" params={{ customerId }}>
      {t('source.rows.customer')}
    </TextLink>
  )
}

const Rows = ({
  id,
  of,
  list,
  head,
  children,
}: {
  id: string
  of: 'accepted' | 'visits'
  list: {
    rows: readonly unknown[]
    error: CallError | null
    refetch: () => unknown
    isPending: boolean
    isSuccess: boolean
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
  }
  head: readonly { key: string; text: string; end?: boolean }[]
  children: ReactNode
}) => {
  const t = useText()
  const navigate = useNavigate()
  const title = t(`source.count.${of}`)
  return (
    <Drawer
      opened
      onClose={() => void navigate({ to: '/settings/sources/$id', params: { id } })}
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <p className={styles.lead}>{t(`source.count.${of}.meaning`)}</p>
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.isPending && <Loading />}
      {list.isSuccess && list.rows.length === 0 && !list.hasNextPage && (
        <EmptyState title={t('source.rows.none')} />
      )}
      {list.rows.length > 0 && (
        <PlainTable label={title} head={head}>
          {children}
        </PlainTable>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('source.rows.older')}
        </Button>
      )}
    </Drawer>
  )
}
