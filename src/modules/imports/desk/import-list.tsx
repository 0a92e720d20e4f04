import { Anchor, Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { OpenCount } from '../../../foundation/browser/ui/count-list.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { kinds, listImports } from '../contract.ts'
import { rowsOf } from './counts.ts'
import { exampleFile } from './example.ts'
import classes from './imports.module.css'
import { NewImport } from './new-import.tsx'

const figures = ['rows', 'created', 'updated', 'unchanged', 'failed'] as const

/** What was brought in, by whom, and what came of it. */
export const ImportList = () => {
  const t = useText()
  const list = useReadPages(listImports, { limit: 50 }, { refetchInterval: 5000 })
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageTitle title={t('import.settings')}>
        <Button onClick={() => setAdding(true)}>{t('import.new')}</Button>
      </PageTitle>
      <p className={classes.lead}>{t('import.text')}</p>
      {list.isPending && <Loading />}
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.isSuccess && list.rows.length === 0 && (
        <EmptyState title={t('import.empty.title')} text={t('import.empty.text')}>
          <Examples centred />
        </EmptyState>
      )}
      {list.rows.length > 0 && (
        <>
          <PlainTable
            label={t('import.settings')}
            head={[
              { key: 'file', text: t('import.file') },
              { key: 'when', text: t('import.when') },
              { key: 'state', text: t('import.state') },
              ...figures.map((key) => ({ key, text: t(`import.count.${key}`), end: true })),
            ]}
          >
            {list.rows.map((one) => (
              <tr key={one.id}>
                <td className={classes.name}>
                  <TextLink to="/settings/imports/$id" params={{ id: one.id }}>
                    {one.name}
                  </TextLink>
                  <div className={classes.quiet}>{t(`import.kind.${one.kind}`)}</div>
                </td>
                <td>
                  <TimeText ago at={one.createdAt} />
                  <div className={classes.quiet}>{one.by || t('import.by-system')}</div>
                </td>
                <td>{t(`import.state.${one.state}`)}</td>
                {figures.map((figure) => (
                  <td key={figure} data-end>
                    <OpenCount
                      name={t(`import.count.${figure}`)}
                      value={one[figure]}
                      rows={rowsOf(one.id, figure)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </PlainTable>
          <div className={classes.below}>
            <Examples />
          </div>
        </>
      )}
      <ShowMore list={list} />
      {isAdding && <NewImport close={() => setAdding(false)} />}
    </>
  )
}

const Examples = ({ centred = false }: { centred?: boolean }) => {
  const t = useText()
  const { locale } = useLocale()
  return (
    <Group gap="md" justify={centred ? 'center' : 'flex-start'}>
      {kinds.map((kind) => (
        <Anchor key={kind} href={exampleFile(kind, locale)} download={`${kind}-example.csv`}>
          {t(`import.example.${kind}`)}
        </Anchor>
      ))}
    </Group>
  )
}
