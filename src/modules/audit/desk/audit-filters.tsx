import { NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import type { InputOf } from '../../../foundation/shared/endpoint.ts'
import { listMembers } from '../../members/contract.ts'
import { acts, type exportAudit } from '../contract.ts'
import classes from './audit.module.css'

export type Wanted = InputOf<typeof exportAudit>

/** What of the log is shown; what is empty narrows nothing. */
export const AuditFilters = ({
  wanted,
  change,
}: {
  wanted: Wanted
  change: (next: Wanted) => void
}) => {
  const t = useText()
  const members = useRead(listMembers, { limit: 200 }).data?.data ?? []
  const [typed, setTyped] = useState(wanted.search ?? '')
  const set = (name: keyof Wanted, value: string) => {
    const { [name]: _, ...rest } = wanted
    change(value ? { ...rest, [name]: value } : rest)
  }
  const search = useDebouncedCallback((text: string) => set('search', text.trim()), 300)
  return (
    <search className={classes.filters}>
      <TextInput
        type="search"
        className={classes.search}
        label={t('audit.search')}
        placeholder={t('audit.search.hint')}
        maxLength={200}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          search(event.currentTarget.value)
        }}
      />
      <NativeSelect
        label={t('audit.act')}
        value={wanted.act ?? ''}
        data={[
          { value: '', label: t('audit.act.any') },
          ...acts.map((act) => ({ value: act, label: t(`audit.kind.${act}`) })),
        ]}
        onChange={(event) => set('act', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('audit.who')}
        value={wanted.actorId ?? ''}
        data={[
          { value: '', label: t('audit.who.any') },
          ...members.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => set('actorId', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('audit.from')}
        value={wanted.from ?? ''}
        onChange={(event) => set('from', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('audit.to')}
        value={wanted.to ?? ''}
        onChange={(event) => set('to', event.currentTarget.value)}
      />
    </search>
  )
}
