import { Button } from '@mantine/core'
import { useState } from 'react'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { exportAudit, listAudit } from '../contract.ts'
import classes from './audit.module.css'
import { AuditFilters, type Wanted } from './audit-filters.tsx'
import { type Entry, useSentence } from './use-sentence.ts'

/** Who did what that matters, latest first. */
export const AuditSettings = () => {
  const t = useText()
  const [wanted, setWanted] = useState<Wanted>({})
  const entries = useReadPages(listAudit, { ...wanted, limit: 100 })
  const isNarrow = Object.keys(wanted).length > 0
  const file = `${exportAudit.path}?${new URLSearchParams(wanted as Record<string, string>)}`
  return (
    <>
      <PageTitle title={t('audit.settings')}>
        <Button component="a" variant="default" href={file} download>
          {t('audit.download')}
        </Button>
      </PageTitle>
      <p className={classes.lead}>{t('audit.text')}</p>
      <AuditFilters wanted={wanted} change={setWanted} />
      {entries.isPending && <Loading rows={6} />}
      <ErrorNote error={entries.error} retry={entries.refetch} />
      {entries.isSuccess && entries.rows.length === 0 && (
        <EmptyState
          title={t(isNarrow ? 'audit.none.title' : 'audit.empty.title')}
          text={t(isNarrow ? 'audit.none.text' : 'audit.empty.text')}
        />
      )}
      {entries.rows.length > 0 && (
        <PlainTable
          label={t('audit.settings')}
          head={[
            { key: 'when', text: t('audit.when') },
            { key: 'what', text: t('audit.what') },
            { key: 'network', text: t('audit.network') },
          ]}
        >
          {entries.rows.map((entry) => (
            <Line key={entry.id} entry={entry} />
          ))}
        </PlainTable>
      )}
      <ShowMore list={entries} />
    </>
  )
}

const Line = ({ entry }: { entry: Entry }) => {
  const t = useText()
  const { text, details } = useSentence()(entry)
  return (
    <tr>
      <td className={classes.when}>
        <TimeText ago at={entry.at} />
      </td>
      <td>
        <div>{text}</div>
        {entry.outcome === 'refused' && <div className={classes.refused}>{t('audit.refused')}</div>}
        {details.map((detail) => (
          <div key={detail} className={classes.quiet}>
            {detail}
          </div>
        ))}
      </td>
      <td>
        <code className={classes.quiet}>{entry.network ?? t('audit.no_network')}</code>
      </td>
    </tr>
  )
}
