import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useReadPages, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../../foundation/browser/ui/section.tsx'
import { ShowMore } from '../../../../foundation/browser/ui/show-more.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import {
  blockIdentifier,
  type IdentifierTypeRow,
  listBlockedIdentifiers,
  releaseIdentifier,
} from '../../rules/contract.ts'

type Type = z.output<typeof IdentifierTypeRow>

/** Values that stand for nobody: why, since when, and how to let one count again. */
export const BlockedValues = ({ types }: { types: readonly Type[] }) => {
  const t = useText()
  const { locale } = useLocale()
  const canManage = useCan('identity.manage')
  const values = useReadPages(listBlockedIdentifiers, { limit: 50 })
  const [adding, setAdding] = useState(false)
  const release = useWrite(releaseIdentifier, { invalidates: [listBlockedIdentifiers] })
  const titleOf = (type: string) => {
    const found = types.find((one) => one.type === type)
    return found ? (locale === 'ja' ? found.titleJa : found.titleEn) : type
  }
  return (
    <Section
      title={t('blocked.title')}
      text={t('blocked.text')}
      action={
        canManage && (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('blocked.add')}
          </Button>
        )
      }
    >
      {values.isPending && <Loading />}
      <ErrorNote error={values.error ?? release.error} retry={values.refetch} />
      {values.isSuccess && values.rows.length === 0 && (
        <EmptyState title={t('blocked.none')} text={t('blocked.none_text')} />
      )}
      {values.rows.length > 0 && (
        <PlainTable
          label={t('blocked.title')}
          head={[
            { key: 'value', text: t('blocked.value') },
            { key: 'why', text: t('blocked.why') },
            { key: 'since', text: t('blocked.since') },
            { key: 'actions', text: t('identifier_type.actions'), end: true, hidden: true },
          ]}
        >
          {values.rows.map((one) => (
            <tr key={one.id}>
              <td>
                {titleOf(one.type)}
                <br />
                <code>{one.value}</code>
              </td>
              <td>
                {one.kind === 'quarantined'
                  ? t('blocked.quarantined', { count: one.customerCount })
                  : one.note || t('blocked.by_staff')}
              </td>
              <td>
                <TimeText at={one.at} />
              </td>
              <td data-end>
                {one.releasedAt && t('blocked.released')}
                {!one.releasedAt && canManage && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('blocked.release_of', { value: one.value })}
                    onClick={() => release.mutate({ id: one.id })}
                  >
                    {t('blocked.release')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      <ShowMore list={values} />
      {adding && <BlockForm types={types} titleOf={titleOf} close={() => setAdding(false)} />}
    </Section>
  )
}

const BlockForm = ({
  types,
  titleOf,
  close,
}: {
  types: readonly Type[]
  titleOf: (type: string) => string
  close: () => void
}) => {
  const t = useText()
  const [type, setType] = useState('email')
  const [value, setValue] = useState('')
  const [note, setNote] = useState('')
  const block = useWrite(blockIdentifier, {
    quiet: true,
    invalidates: [listBlockedIdentifiers],
    onSuccess: close,
  })
  return (
    <Modal
      opened
      onClose={close}
      title={t('blocked.add')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        submit={() => block.mutate({ type, value, note })}
        action={t('blocked.run')}
        busy={block.isPending}
        error={block.error}
      >
        <NativeSelect
          label={t('identifier_type.name')}
          value={type}
          data={types.map((one) => ({ value: one.type, label: titleOf(one.type) }))}
          onChange={({ currentTarget }) => setType(currentTarget.value)}
        />
        <TextInput
          label={t('blocked.value')}
          required
          maxLength={500}
          data-autofocus
          value={value}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
        />
        <TextInput
          label={t('merge.note')}
          maxLength={500}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
      </Form>
    </Modal>
  )
}
