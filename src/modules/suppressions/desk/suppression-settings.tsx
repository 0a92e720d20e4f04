import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { channelName } from '../../connections/desk/words.ts'
import { listSuppressions } from '../contract.ts'
import { LiftButton } from './suppression-note.tsx'
import classes from './suppressions.module.css'
import { useSuppressionsLive } from './use-suppression.ts'

/** Addresses that nothing is sent to, and why. */
export const SuppressionSettings = () => {
  const t = useText()
  const list = useReadPages(listSuppressions, { limit: 100 })
  useSuppressionsLive()
  return (
    <>
      <PageTitle title={t('suppression.settings')} />
      <p>{t('suppression.settings-text')}</p>
      {list.isPending && <Loading />}
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.isSuccess && list.rows.length === 0 && (
        <EmptyState title={t('suppression.empty')} text={t('suppression.empty-text')} />
      )}
      {list.rows.length > 0 && (
        <PlainTable
          label={t('suppression.settings')}
          head={[
            { key: 'address', text: t('suppression.address') },
            { key: 'channel', text: t('suppression.channel') },
            { key: 'status', text: t('suppression.status') },
            { key: 'at', text: t('suppression.since') },
            { key: 'actions', text: t('suppression.actions'), end: true, hidden: true },
          ]}
        >
          {list.rows.map(({ id, address, channel, status, createdAt }) => (
            <tr key={id}>
              <td className={classes.address}>{address}</td>
              <td>{channelName(t, channel)}</td>
              <td>{status ?? ''}</td>
              <td>
                <TimeText ago at={createdAt} />
              </td>
              <td data-end>
                <LiftButton id={id} address={address} />
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={list} />
    </>
  )
}
