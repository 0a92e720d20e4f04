import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { OpenCount } from '../../../foundation/browser/ui/count-list.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { listSources } from '../contract.ts'
import { figures, rowsOf } from './counts.ts'
import { SourceForm } from './source-form.tsx'
import styles from './sources.module.css'

export const SourceList = () => {
  const t = useText()
  const canManage = useCan('source.manage')
  const sources = useReadPages(listSources, { limit: 100 }, { refetchInterval: 15_000 })
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageTitle title={t('source.settings')}>
        {canManage && <Button onClick={() => setAdding(true)}>{t('source.add')}</Button>}
      </PageTitle>
      <p className={styles.lead}>{t('source.text')}</p>
      {sources.isPending && <Loading />}
      <ErrorNote error={sources.error} retry={sources.refetch} />
      {sources.isSuccess && sources.rows.length === 0 && (
        <EmptyState title={t('source.empty.title')} text={t('source.empty.text')} />
      )}
      {sources.rows.length > 0 && (
        <PlainTable
          label={t('source.settings')}
          head={[
            { key: 'name', text: t('source.name') },
            ...figures.map((figure) => ({
              key: figure,
              text: t(`source.count.${figure}`),
              end: true,
            })),
          ]}
        >
          {sources.rows.map((source) => (
            <tr key={source.id}>
              <td>
                <TextLink to="/settings/sources/$id" params={{ id: source.id }}>
                  {source.name}
                </TextLink>
              </td>
              {figures.map((figure) => (
                <td key={figure} data-end>
                  <OpenCount
                    name={t(`source.count.${figure}`)}
                    value={source[figure]}
                    rows={rowsOf(source.id, figure)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={sources} />
      {isAdding && <SourceForm close={() => setAdding(false)} />}
    </>
  )
}
