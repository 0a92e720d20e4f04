import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import {
  type CustomerWithIdentifiers,
  getCustomer,
  listCustomers,
  updateCustomer,
} from '../contract.ts'
import classes from './customers-screen.module.css'

const languages = ['', 'ja', 'en'] as const
type Language = (typeof languages)[number]

/** What staff may correct: the name and the language to write in. */
export const CustomerForm = ({
  customer,
}: {
  customer: z.output<typeof CustomerWithIdentifiers>
}) => {
  const t = useText()
  const show = useToast()
  const [name, setName] = useState(customer.name ?? '')
  const known = languages.find((one) => one === customer.locale) ?? ''
  const [language, setLanguage] = useState<Language>(known)
  const isSame = name.trim() === (customer.name ?? '') && language === known
  const save = useWrite(updateCustomer, {
    invalidates: [getCustomer, listCustomers],
    onSuccess: () => show({ kind: 'done', text: t('customer.saved') }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ id: customer.id, name: name.trim() || null, locale: language || null })
  }
  return (
    <form className={classes.facts} onSubmit={submit}>
      <TextInput
        label={t('customer.name')}
        maxLength={200}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <NativeSelect
        label={t('customer.language')}
        value={language}
        onChange={({ currentTarget }) => setLanguage(currentTarget.value as Language)}
        data={languages.map((value) => ({
          value,
          label: t(`customer.language.${value || 'none'}`),
        }))}
      />
      <div>
        <Button type="submit" size="xs" disabled={isSame} loading={save.isPending}>
          {t('customer.save')}
        </Button>
      </div>
    </form>
  )
}
