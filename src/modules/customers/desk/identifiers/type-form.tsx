import { Button, Modal, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { eachLanguage } from '../../../../foundation/browser/each-language.ts'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import {
  type IdentifierTypeRow,
  listIdentifierTypes,
  removeIdentifierType,
  saveIdentifierType,
} from '../../rules/contract.ts'

type Row = z.output<typeof IdentifierTypeRow>

const fresh: Row = {
  type: '',
  titleEn: '',
  titleJa: '',
  priority: 30,
  most: 1,
  windowDays: null,
  normaliser: 'text',
  trust: 'verified',
  joins: 'claim',
  single: true,
  spread: 5,
  spreadDays: 30,
  builtIn: false,
}

/** Describes a kind of identifier; one that is there keeps its name. */
export const TypeForm = ({ one, close }: { one?: Row | undefined; close: () => void }) => {
  const t = useText()
  const { locale } = useLocale()
  const [row, setRow] = useState(one ?? fresh)
  const set = (some: Partial<Row>) => setRow({ ...row, ...some })
  const written = { quiet: true, invalidates: [listIdentifierTypes], onSuccess: close }
  const save = useWrite(saveIdentifierType, written)
  const remove = useWrite(removeIdentifierType, written)
  const options = (field: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`identifier_type.${field}.${value}`) }))
  const number = (value: string | number) => (value === '' ? null : Number(value))
  const isDevice = row.trust === 'device'
  const { builtIn: _, ...settings } = row
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      title={
        one
          ? t('identifier_type.edit', { name: locale === 'ja' ? one.titleJa : one.titleEn })
          : t('identifier_type.add')
      }
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Form
        submit={() => save.mutate(settings)}
        action={t('ui.save')}
        busy={save.isPending}
        error={save.error ?? remove.error}
        more={
          one && (
            <Button
              variant="default"
              loading={remove.isPending}
              onClick={() => remove.mutate({ type: one.type })}
            >
              {t(one.builtIn ? 'identifier_type.reset' : 'ui.remove')}
            </Button>
          )
        }
      >
        {!one && (
          <TextInput
            label={t('identifier_type.key')}
            description={t('identifier_type.key.help')}
            required
            maxLength={60}
            pattern="[a-z][a-z0-9_.:\-]*"
            data-autofocus
            value={row.type}
            onChange={({ currentTarget }) => set({ type: currentTarget.value.toLowerCase() })}
          />
        )}
        {eachLanguage(locale).map((language) => (
          <TextInput
            key={language}
            label={t(`identifier_type.title${language}`)}
            lang={language.toLowerCase()}
            required
            maxLength={60}
            value={row[`title${language}`]}
            onChange={({ currentTarget }) => set({ [`title${language}`]: currentTarget.value })}
          />
        ))}
        <NativeSelect
          label={t('identifier_type.trust')}
          value={row.trust}
          data={options('trust', ['verified', 'claimed', 'device'])}
          onChange={({ currentTarget }) => set({ trust: currentTarget.value as Row['trust'] })}
        />
        {!isDevice && (
          <NativeSelect
            label={t('identifier_type.joins')}
            value={row.joins}
            data={options('joins', ['claim', 'proof', 'never'])}
            onChange={({ currentTarget }) => set({ joins: currentTarget.value as Row['joins'] })}
          />
        )}
        {!isDevice && (
          <Switch
            label={t('identifier_type.single')}
            checked={row.single}
            onChange={({ currentTarget }) => set({ single: currentTarget.checked })}
          />
        )}
        <NativeSelect
          label={t('identifier_type.normaliser')}
          value={row.normaliser}
          data={options('normaliser', ['text', 'code', 'email', 'phone'])}
          onChange={({ currentTarget }) =>
            set({ normaliser: currentTarget.value as Row['normaliser'] })
          }
        />
        <NumberInput
          label={t('identifier_type.most')}
          description={t('identifier_type.most.help')}
          min={0}
          max={1000}
          required
          value={row.most}
          onChange={(value) => set({ most: Number(value) })}
        />
        <NumberInput
          label={t('identifier_type.window')}
          description={t('identifier_type.window.help')}
          min={1}
          max={3650}
          value={row.windowDays ?? ''}
          onChange={(value) => set({ windowDays: number(value) })}
        />
        <NumberInput
          label={t('identifier_type.priority')}
          description={t('identifier_type.priority.help')}
          min={1}
          max={1000}
          required
          value={row.priority}
          onChange={(value) => set({ priority: Number(value) })}
        />
        <NumberInput
          label={t('identifier_type.spread')}
          description={t('identifier_type.spread.help')}
          min={1}
          max={1000}
          value={row.spread ?? ''}
          onChange={(value) => set({ spread: number(value) })}
        />
        <NumberInput
          label={t('identifier_type.spread_days')}
          min={1}
          max={365}
          required
          value={row.spreadDays}
          onChange={(value) => set({ spreadDays: Number(value) })}
        />
      </Form>
    </Modal>
  )
}
