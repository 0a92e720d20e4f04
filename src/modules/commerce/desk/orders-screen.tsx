import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useCommands } from '../../../foundation/browser/commands.tsx'
import { isComposing } from '../../../foundation/browser/ime.ts'
import { useRead, useReadPages } from '../../../foundation/browser/query.ts'
import { oneOf } from '../../../foundation/browser/search.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { getCustomer } from '../../customers/contract.ts'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import { listOrders } from '../contract.ts'
import { orderStates } from '../shapes/contract.ts'
import { type OrderSearch, ordersRoute } from './order-routes.ts'
import { OrderRows } from './order-rows.tsx'
import classes from './orders.module.css'
import { useOrdersLive } from './use-orders-live.ts'

/** Everything that was bought, last placed first. */
export const OrdersScreen = () => {
  const t = useText()
  const wanted = ordersRoute.useSearch()
  const { search, state, customerId, counted, currency } = wanted
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState(search ?? '')
  // The way back leads to what was looked for before. Whoever types, perhaps in the middle of a conversion, is left alone.
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(search ?? '')
  }, [search])
  const query = useReadPages(listOrders, {
    ...wanted,
    counted: counted ? 'true' : undefined,
    limit: 100,
  })
  useOrdersLive(customerId)
  const go = (change: Partial<Record<keyof OrderSearch, OrderSearch[keyof OrderSearch]>>) => {
    const next = Object.entries({ ...wanted, ...change }).filter(([, value]) => value)
    void navigate({ to: '/orders', search: Object.fromEntries(next), replace: true })
  }
  const find = useDebouncedCallback((text: string) => go({ search: text || undefined }), 250)
  const step = (by: number) => {
    const rows = [...(scroller.current?.querySelectorAll('a') ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLAnchorElement)
    rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus()
  }
  const group = t('orders.title')
  useCommands([
    {
      id: 'orders.next',
      text: t('orders.next'),
      keys: 'j',
      group,
      hidden: true,
      run: () => step(1),
    },
    {
      id: 'orders.previous',
      text: t('orders.previous'),
      keys: 'k',
      group,
      hidden: true,
      run: () => step(-1),
    },
    {
      id: 'orders.search',
      text: t('orders.search'),
      keys: '/',
      group,
      run: () => field.current?.select(),
    },
  ])
  const isNarrowed = Boolean(search || state || customerId || currency || counted)
  return (
    <div className={classes.screen}>
      <PageTitle title={t('orders.title')}>
        <div className={classes.tools}>
          <NativeSelect
            aria-label={t('orders.state')}
            value={state ?? ''}
            onChange={({ currentTarget }) => go({ state: oneOf(orderStates, currentTarget.value) })}
            data={[
              { value: '', label: t('orders.any-state') },
              ...orderStates.map((one) => ({ value: one, label: t(`orders.order.${one}`) })),
            ]}
          />
          <TextInput
            ref={field}
            type="search"
            className={classes.search}
            aria-label={t('orders.search')}
            placeholder={t('orders.search')}
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
        </div>
      </PageTitle>
      {customerId && (
        <Narrowed
          customerId={customerId}
          text={counted && currency ? t('orders.counted', { currency }) : undefined}
          clear={() => go({ customerId: undefined, currency: undefined, counted: undefined })}
        />
      )}
      <ErrorNote error={query.error} retry={query.refetch} />
      {query.isPending && <Loading rows={8} height={48} />}
      {query.isSuccess && query.rows.length === 0 && (
        <EmptyState
          title={t(isNarrowed ? 'orders.none-found' : 'orders.none')}
          text={t(isNarrowed ? 'orders.none-found-text' : 'orders.none-text')}
        />
      )}
      <OrderRows scroller={scroller} query={query} />
    </div>
  )
}

/** Whose orders the list shows, and the way back to all. */
const Narrowed = ({
  customerId,
  text,
  clear,
}: {
  customerId: string
  text: string | undefined
  clear: () => void
}) => {
  const t = useText()
  const nameOf = useCustomerName()
  const { data: customer } = useRead(getCustomer, { id: customerId })
  return (
    <div className={classes.narrowed}>
      <p>
        {t('orders.of', { name: customer ? nameOf(customer.name, customer.shown) : '…' })} {text}
      </p>
      <Button variant="default" size="compact-sm" onClick={clear}>
        {t('orders.all')}
      </Button>
    </div>
  )
}
