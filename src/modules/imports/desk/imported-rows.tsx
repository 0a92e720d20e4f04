import { Drawer } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { type getImport, listImportRows } from '../contract.ts'
import type { RowSet } from '../rows/contract.ts'
import classes from './imports.module.css'
import { RowProblems } from './row-problems.tsx'

type Row = OutputOf<typeof listImportRows>['data'][number]

/** The rows of the file that a count is made of. */
export const ImportedRows = ({
  shown: { id, kind },
  of,
}: {
  shown: OutputOf<typeof getImport>
  of: RowSet
}) => {
  const t = useText()
  const navigate = useNavigate()
  const list = useReadPages(listImportRows, { id, of, limit: 100 })
  const title = t(`import.count.${of}`)
  return (
    <Drawer
      opened
      onClose={() => void navigate({ to: '/settings/imports/$id', params: { id } })}
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <p className={classes.lead}>{t(`import.count.${of}.${kind}`)}</p>
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.isPending && <Loading />}
      {list.isSuccess && list.rows.length === 0 && (
        <EmptyState title={t('import.rows.none')} text={t('import.rows.none.text')} />
      )}
      {list.rows.length > 0 && (
        <PlainTable
          label={title}
          head={[
            { key: 'row', text: t('import.row'), end: true },
            { key: 'subject', text: t(`import.kind.${kind}`) },
            { key: 'result', text: t('import.result') },
          ]}
        >
          {list.rows.map((row) => (
            <tr key={row.row}>
              <td data-end className={classes.row}>
                {row.row}
              </td>
              <td>
                <Subject kind={kind} subject={row.subject} />
              </td>
              <td className={classes.problems}>
                <div>
                  {t(`import.count.${row.outcome}`)}
                  {row.undone && ` → ${t(`import.count.${row.undone}`)}`}
                </div>
                {row.problems.length > 0 && <RowProblems problems={row.problems} />}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={list} />
    </Drawer>
  )
}

const Subject = ({ kind, subject }: { kind: 'customers' | 'orders'; subject: Row['subject'] }) => {
  const nameOf = useCustomerName()
  if (!subject) return <span className={classes.fine}>–</span>
  const name = kind === 'orders' ? subject.name : nameOf(subject.name)
  return kind === 'orders' ? (
    <TextLink to="/orders/$orderId" params={{ orderId: subject.id }}>
      {name}
    </TextLink>
  ) : (
    <TextLink to="/customers/$customerId" params={{ customerId: subject.id }}>
      {name}
    </TextLink>
  )
}
