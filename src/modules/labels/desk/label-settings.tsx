import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useReadPages, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../foundation/browser/ui/confirm.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { listLabels, type MeaningfulLabel, removeLabel } from '../contract.ts'
import { LabelForm } from './label-form.tsx'

type OneLabel = z.output<typeof MeaningfulLabel>

export const LabelSettings = () => {
  const t = useText()
  const canManage = useCan('label.manage')
  const labels = useReadPages(listLabels, { limit: 100 })
  /** 'new', or the label that is being renamed. */
  const [edited, setEdited] = useState<'new' | OneLabel>()
  const [leaving, setLeaving] = useState<OneLabel>()
  const remove = useWrite(removeLabel, {
    invalidates: [listLabels],
    onSuccess: () => setLeaving(undefined),
  })
  return (
    <>
      <PageTitle title={t('label.settings')}>
        {canManage && <Button onClick={() => setEdited('new')}>{t('label.add')}</Button>}
      </PageTitle>
      {labels.isPending && <Loading />}
      <ErrorNote error={labels.error} retry={labels.refetch} />
      {labels.isSuccess && labels.rows.length === 0 && (
        <EmptyState title={t('label.empty.title')} text={t('label.empty.text')}>
          {canManage && (
            <Button variant="default" onClick={() => setEdited('new')}>
              {t('label.add')}
            </Button>
          )}
        </EmptyState>
      )}
      {labels.rows.length > 0 && (
        <PlainTable
          label={t('label.settings')}
          head={[
            { key: 'name', text: t('label.name') },
            { key: 'actions', text: t('label.actions'), end: true, hidden: true },
          ]}
        >
          {labels.rows.map((label) => (
            <tr key={label.id}>
              <td>
                {label.name}
                {label.meaning && ` (${t(`label.${label.meaning}.mark`)})`}
              </td>
              <td data-end>
                {canManage && (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('label.rename', { name: label.name })}
                      onClick={() => setEdited(label)}
                    >
                      {t('ui.edit')}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('label.remove', { name: label.name })}
                      onClick={() => setLeaving(label)}
                    >
                      {t('ui.remove')}
                    </Button>
                  </Group>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={labels} />
      {edited && (
        <LabelForm
          label={edited === 'new' ? undefined : edited}
          close={() => setEdited(undefined)}
        />
      )}
      <Confirm
        opened={!!leaving}
        title={t('label.remove', { name: leaving?.name ?? '' })}
        text={t('label.remove.text')}
        action={t('ui.remove')}
        busy={remove.isPending}
        run={() => leaving && remove.mutate({ id: leaving.id })}
        close={() => setLeaving(undefined)}
      />
    </>
  )
}
