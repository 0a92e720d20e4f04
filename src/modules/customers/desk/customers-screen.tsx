import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useCommands } from '../../../foundation/browser/commands.tsx'
import { isComposing } from '../../../foundation/browser/ime.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { ButtonLink } from '../../../foundation/browser/ui/link.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { listCustomers } from '../contract.ts'
import { customersRoute } from './customer-routes.ts'
import { CustomerRows } from './customer-rows.tsx'
import classes from './customers-screen.module.css'

/** Everyone who was ever in touch, latest first. */
export const CustomersScreen = () => {
  const t = useText()
  const mayMerge = useCan('customer.merge')
  const { search } = customersRoute.useSearch()
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(search ?? '')
  // The way back leads to what was looked for before. Whoever types, perhaps in the middle of a conversion, is left alone.
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(search ?? '')
  }, [search])
  const query = useReadPages(listCustomers, { ...(search ? { search } : {}), limit: 100 })
  const find = useDebouncedCallback(
    (text: string) =>
      void navigate({ to: '/customers', search: text ? { search: text } : {}, replace: true }),
    250,
  )
  const scroller = useRef<HTMLDivElement>(null)
  const step = (by: number) => {
    const rows = [...(scroller.current?.querySelectorAll('a') ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLAnchorElement)
    rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus()
  }
  const group = t('customers.title')
  useCommands([
    {
      id: 'customers.next',
      text: t('customers.next'),
      keys: 'j',
      group,
      hidden: true,
      run: () => step(1),
    },
    {
      id: 'customers.previous',
      text: t('customers.previous'),
      keys: 'k',
      group,
      hidden: true,
      run: () => step(-1),
    },
    {
      id: 'customers.search',
      text: t('customers.search'),
      keys: '/',
      group,
      run: () => field.current?.select(),
    },
  ])
  return (
    <div className={classes.screen}>
      <PageTitle title={t('customers.title')}>
        {mayMerge && (
          <ButtonLink to="/duplicates" variant="default">
            {t('duplicates.link')}
          </ButtonLink>
        )}
        <TextInput
          ref={field}
          type="search"
          className={classes.search}
          aria-label={t('customers.search')}
          placeholder={t('customers.search')}
          value={typed}
          maxLength={200}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value)
            find(currentTarget.value.trim())
          }}
          onKeyDown={(event) => {
            if (!['Escape', 'ArrowDown'].includes(event.key) || isComposing(event)) return
            event.preventDefault()
            if (query.rows.length > 0) step(1)
            else scroller.current?.focus()
          }}
        />
      </PageTitle>
      <ErrorNote error={query.error} retry={query.refetch} />
      {query.isPending && <Loading rows={8} height={48} />}
      {query.isSuccess && query.rows.length === 0 && (
        <EmptyState
          title={t(search ? 'customers.none-found' : 'customers.none')}
          text={t(search ? 'customers.none-found-text' : 'customers.none-text')}
        />
      )}
      <CustomerRows scroller={scroller} query={query} />
    </div>
  )
}
