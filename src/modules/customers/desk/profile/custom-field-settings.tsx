import { Button } from '@mantine/core'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { EditableTable, useChanges } from '../../../../foundation/browser/ui/editable-table.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { listCustomFields, removeCustomField } from '../../profile/contract.ts'
import { CustomFieldForm } from './custom-field-form.tsx'
import { type OneCustomField, titleOf } from './field-groups.ts'

/** Fields of one's own on every customer's page. */
export const CustomFieldSettings = () => {
  const t = useText()
  const { locale } = useLocale()
  const mayChange = useCan('customer.configure')
  const { data, error, refetch, isPending } = useRead(listCustomFields, {})
  const changes = useChanges<OneCustomField>()
  const remove = useWrite(removeCustomField, {
    invalidates: [listCustomFields],
    onSuccess: changes.stay,
  })
  const fields = data?.data ?? []
  const last = Math.max(0, ...fields.map(({ place }) => place))
  const add = mayChange && <Button onClick={changes.add}>{t('custom_field.add')}</Button>
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
      <EditableTable
        label={t('custom_field.settings')}
        head={[
          { key: 'title', text: t('custom_field.title') },
          { key: 'type', text: t('custom_field.type') },
          { key: 'key', text: t('custom_field.key') },
        ]}
        actions={t('custom_field.actions')}
        rows={fields}
        keyOf={({ key }) => key}
        may={mayChange}
        changes={changes}
        cells={(field) => (
          <>
            <td>{titleOf(field, locale)}</td>
            <td>{t(`custom_field.type.${field.type}`)}</td>
            <td>
              <code>custom.{field.key}</code>
            </td>
          </>
        )}
        editing={(field) => t('custom_field.change', { name: titleOf(field, locale) })}
        form={(field, close) => <CustomFieldForm field={field} place={last + 1} close={close} />}
        removing={(field) => t('custom_field.remove', { name: titleOf(field, locale) })}
        text={t('custom_field.remove-text')}
        busy={remove.isPending}
        remove={({ key }) => remove.mutate({ key })}
      />
    </>
  )
}
