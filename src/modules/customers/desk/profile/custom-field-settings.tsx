import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { Confirm } from '../../../../foundation/browser/ui/confirm.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { PlainTable } from '../../../../foundation/browser/ui/plain-table.tsx'
import { listCustomFields, removeCustomField } from '../../profile/contract.ts'
import { CustomFieldForm } from './custom-field-form.tsx'
import { type OneCustomField, titleOf } from './field-groups.ts'

/** Fields of one's own on every customer's page. */
export const CustomFieldSettings = () => {
  const t = useText()
  const { locale } = useLocale()
  const mayChange = useCan('customer.configure')
  const { data, error, refetch, isPending } = useRead(listCustomFields, {})
  const [edited, setEdited] = useState<'new' | OneCustomField>()
  const [leaving, setLeaving] = useState<OneCustomField>()
  const remove = useWrite(removeCustomField, {
    invalidates: [listCustomFields],
    onSuccess: () => setLeaving(undefined),
  })
  const fields = data?.data ?? []
  const last = Math.max(0, ...fields.map(({ place }) => place))
  const add = mayChange && <Button onClick={() => setEdited('new')}>{t('custom_field.add')}</Button>
  return (
    <>
      <PageTitle title={t('custom_field.settings')}>{fields.length > 0 && add}</PageTitle>
      {isPending && <Loading />}
      <ErrorNote error={error} retry={refetch} />
      {data && fields.length === 0 && (
        <EmptyState title={t('custom_field.empty')} text={t('custom_field.empty-text')}>
          {add}
        </EmptyState>
      )}
      {fields.length > 0 && (
        <PlainTable
          label={t('custom_field.settings')}
          head={[
            { key: 'title', text: t('custom_field.title') },
            { key: 'type', text: t('custom_field.type') },
            { key: 'key', text: t('custom_field.key') },
            { key: 'actions', text: t('custom_field.actions'), end: true, hidden: true },
          ]}
        >
          {fields.map((field) => (
            <tr key={field.key}>
              <td>{titleOf(field, locale)}</td>
              <td>{t(`custom_field.type.${field.type}`)}</td>
              <td>
                <code>custom.{field.key}</code>
              </td>
              <td data-end>
                {mayChange && (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('custom_field.change', { name: titleOf(field, locale) })}
                      onClick={() => setEdited(field)}
                    >
                      {t('ui.edit')}
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t('custom_field.remove', { name: titleOf(field, locale) })}
                      onClick={() => setLeaving(field)}
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
      {edited && (
        <CustomFieldForm
          field={edited === 'new' ? undefined : edited}
          place={last + 1}
          close={() => setEdited(undefined)}
        />
      )}
      <Confirm
        opened={!!leaving}
        title={t('custom_field.remove', { name: leaving ? titleOf(leaving, locale) : '' })}
        text={t('custom_field.remove-text')}
        action={t('ui.remove')}
        busy={remove.isPending}
        run={() => leaving && remove.mutate({ key: leaving.key })}
        close={() => setLeaving(undefined)}
      />
    </>
  )
}
