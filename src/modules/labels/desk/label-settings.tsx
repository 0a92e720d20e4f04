import { Button } from '@mantine/core'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useReadPages, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EditableTable, useChanges } from '../../../foundation/browser/ui/editable-table.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { listLabels, type MeaningfulLabel, removeLabel } from '../contract.ts'
import { LabelForm } from './label-form.tsx'

type OneLabel = z.output<typeof MeaningfulLabel>

export const LabelSettings = () => {
  const t = useText()
  const canManage = useCan('label.manage')
  const labels = useReadPages(listLabels, { limit: 100 })
  const changes = useChanges<OneLabel>()
  const remove = useWrite(removeLabel, {
    invalidates: [listLabels],
    onSuccess: changes.stay,
  })
  return (
    <>
      <PageTitle title={t('label.settings')}>
        {canManage && <Button onClick={changes.add}>{t('label.add')}</Button>}
      </PageTitle>
      {labels.isPending && <Loading />}
      <ErrorNote error={labels.error} retry={labels.refetch} />
      {labels.isSuccess && labels.rows.length === 0 && (
        <EmptyState title={t('label.empty.title')} text={t('label.empty.text')}>
          {canManage && (
            <Button variant="default" onClick={changes.add}>
              {t('label.add')}
            </Button>
          )}
        </EmptyState>
      )}
      <EditableTable
        label={t('label.settings')}
        head={[{ key: 'name', text: t('label.name') }]}
        actions={t('label.actions')}
        rows={labels.rows}
        keyOf={({ id }) => id}
        may={canManage}
        changes={changes}
        cells={({ name, meaning }) => (
          <td>
            {name}
            {meaning && ` (${t(`label.${meaning}.mark`)})`}
          </td>
        )}
        editing={({ name }) => t('label.rename', { name })}
        form={(label, close) => <LabelForm label={label} close={close} />}
        removing={({ name }) => t('label.remove', { name })}
        text={t('label.remove.text')}
        busy={remove.isPending}
        remove={({ id }) => remove.mutate({ id })}
      />
      <ShowMore list={labels} />
    </>
  )
}
