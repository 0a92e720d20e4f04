import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { countPrivacyRequests, listPrivacyRequests } from '../contract.ts'
import { Day } from './day.tsx'
import classes from './privacy.module.css'
import { RequestForm } from './request-form.tsx'

const views = ['open', 'soon', 'overdue', 'closed', 'all'] as const

/** What people asked about their records, and until when they are answered. */
export const RequestsScreen = () => {
  const t = useText()
  const mayManage = useCan('privacy.manage')
  const [view, setView] = useState<(typeof views)[number]>('open')
  const [adding, setAdding] = useState(false)
  const list = useReadPages(listPrivacyRequests, { view, limit: 50 })
  const { data: counts } = useRead(countPrivacyRequests, {})
  const textOf = (one: (typeof views)[number]) => {
    const amount = one === 'closed' || one === 'all' ? 0 : (counts?.[one] ?? 0)
    const text = t(`privacy.view.${one}`)
    return amount > 0 ? t('privacy.view.counted', { view: text, count: amount }) : text
  }
  return (
    <>
      <PageTitle title={t('privacy.requests')}>
        {mayManage && <Button onClick={() => setAdding(true)}>{t('privacy.request.add')}</Button>}
      </PageTitle>
      <p className={classes.intro}>{t('privacy.requests-text')}</p>
      <SegmentedControl
        mb="sm"
        maw="100%"
        style={{ flexWrap: 'wrap' }}
        size="xs"
        aria-label={t('privacy.view')}
        value={view}
        onChange={(value) => setView(value as typeof view)}
        data={views.map((value) => ({ value, label: textOf(value) }))}
      />
      {list.isPending && <Loading />}
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.isSuccess && list.rows.length === 0 && (
        <EmptyState title={t('privacy.requests.none')} text={t('privacy.requests.none-text')} />
      )}
      {list.rows.length > 0 && (
        <PlainTable
          label={t('privacy.requests')}
          head={[
            { key: 'kind', text: t('privacy.request.kind') },
            { key: 'due', text: t('privacy.request.due') },
            { key: 'who', text: t('privacy.request.requester') },
            { key: 'state', text: t('privacy.request.state') },
            { key: 'assignee', text: t('privacy.request.assignee') },
            { key: 'received', text: t('privacy.request.received') },
          ]}
        >
          {list.rows.map((row) => (
            <tr key={row.id}>
              <td>
                <TextLink to="/settings/privacy-requests/$requestId" params={{ requestId: row.id }}>
                  {t(`privacy.kind-of.${row.kind}`)}
                </TextLink>
              </td>
              <td className={row.overdue ? classes.overdue : undefined}>
                <Day day={row.dueOn} /> {row.overdue && <strong>{t('privacy.overdue')}</strong>}
              </td>
              <td>{row.requester || row.customer?.name || t('privacy.request.nobody')}</td>
              <td>{t(`privacy.state.${row.state}`)}</td>
              <td>{row.assignee?.name ?? ''}</td>
              <td>
                <Day day={row.receivedOn} />
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={list} />
      {adding && <RequestForm close={() => setAdding(false)} />}
    </>
  )
}
