import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Form } from '../../../foundation/browser/ui/form.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import {
  type ConsentCategory,
  listConsentCategories,
  listPurposes,
  type Purpose,
  putConsentCategory,
} from '../contract.ts'
import { channelWord, inLanguage } from './words.ts'

type OnePurpose = z.output<typeof Purpose>
type Category = z.output<typeof ConsentCategory>

const channels = ['web', 'email', 'phone', 'post', 'sms', 'web-chat'] as const

/** What a site's consent banner speaks of, and which purpose that is. */
export const Categories = () => {
  const t = useText()
  const { locale } = useLocale()
  const mayManage = useCan('consent.manage')
  const list = useRead(listConsentCategories, {})
  const { data: purposes } = useRead(listPurposes, {})
  const [edited, setEdited] = useState<'new' | Category>()
  const nameOf = ({ purposeId, chosen }: Category) => {
    const found = purposes?.data.find(({ id }) => id === purposeId)
    if (!found) return t('consent.category.nothing')
    const name = inLanguage(locale, { en: found.nameEn, ja: found.nameJa })
    return chosen ? name : t('consent.category.by-key-of', { name })
  }
  const rows = list.data?.data ?? []
  const add = mayManage && (
    <Button variant="default" onClick={() => setEdited('new')}>
      {t('consent.category.add')}
    </Button>
  )
  return (
    <Section title={t('consent.categories')} text={t('consent.categories-text')} action={add}>
      <ErrorNote error={list.error} retry={list.refetch} />
      {list.isSuccess && rows.length === 0 && (
        <EmptyState title={t('consent.categories.none')} text={t('consent.categories.none-text')} />
      )}
      {rows.length > 0 && (
        <PlainTable
          label={t('consent.categories')}
          head={[
            { key: 'category', text: t('consent.category') },
            { key: 'purpose', text: t('consent.purpose') },
            { key: 'channel', text: t('consent.channel') },
            { key: 'actions', text: t('consent.actions'), end: true, hidden: true },
          ]}
        >
          {rows.map((one) => (
            <tr key={one.category}>
              <td>
                <code>{one.category}</code>
              </td>
              <td>{nameOf(one)}</td>
              <td>{channelWord(t, one.channel)}</td>
              <td data-end>
                {mayManage && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('consent.category.edit-of', { name: one.category })}
                    onClick={() => setEdited(one)}
                  >
                    {t('ui.edit')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {edited && (
        <CategoryForm
          category={edited === 'new' ? undefined : edited}
          purposes={purposes?.data ?? []}
          close={() => setEdited(undefined)}
        />
      )}
    </Section>
  )
}

const CategoryForm = ({
  category,
  purposes,
  close,
}: {
  category: Category | undefined
  purposes: readonly OnePurpose[]
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const [name, setName] = useState(category?.category ?? '')
  const [purposeId, setPurposeId] = useState((category?.chosen && category.purposeId) || '')
  const [channel, setChannel] = useState(category?.channel ?? 'web')
  const put = useWrite(putConsentCategory, {
    quiet: true,
    invalidates: [listConsentCategories],
    onSuccess: close,
  })
  return (
    <Modal
      opened
      onClose={close}
      title={t(category ? 'consent.category.edit' : 'consent.category.add')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        action={t('ui.save')}
        busy={put.isPending}
        error={put.error}
        submit={() => put.mutate({ category: name, purposeId: purposeId || null, channel })}
      >
        <TextInput
          label={t('consent.category')}
          description={t('consent.category.help')}
          required
          maxLength={100}
          readOnly={category !== undefined}
          data-autofocus={category === undefined || undefined}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('consent.purpose')}
          value={purposeId}
          onChange={(event) => setPurposeId(event.currentTarget.value)}
          data={[
            { value: '', label: t('consent.category.by-key') },
            ...purposes.map(({ id, nameEn, nameJa }) => ({
              value: id,
              label: inLanguage(locale, { en: nameEn, ja: nameJa }),
            })),
          ]}
        />
        <NativeSelect
          label={t('consent.channel')}
          value={channel}
          onChange={(event) => setChannel(event.currentTarget.value)}
          data={channels.map((value) => ({ value, label: channelWord(t, value) }))}
        />
        {channel === 'email' && <p>{t('consent.category.asks')}</p>}
      </Form>
    </Modal>
  )
}
