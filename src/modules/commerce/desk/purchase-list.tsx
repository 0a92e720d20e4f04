import { NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { oneOf } from '../../../foundation/browser/search.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ListScreen } from '../../../foundation/browser/ui/list-screen/list-screen.tsx'
import { type ListName, lists } from './lists.ts'
import { Narrowed } from './narrowed.tsx'
import { OrderTabs } from './order-tabs.tsx'
import classes from './orders.module.css'
import { ShopSelect } from './shop-select.tsx'
import { useOrdersLive } from './use-orders-live.ts'

type Wanted = {
  search?: string
  state?: string
  customerId?: string
  shop?: string
  waiting?: true
  [more: string]: unknown
}
const waiting = 'waiting'

/** A list of what was bought, put aside or followed, narrowed by `wanted` as the address says; it follows what happens. */
export const PurchaseList = <Row extends { id: string }>({
  of,
  wanted,
  states,
  query,
  text,
  children,
}: {
  of: ListName
  wanted: Wanted
  states: readonly string[]
  query: ComponentProps<typeof ListScreen<Row>>['query']
  /** What else it is narrowed to besides a customer. */
  text?: string | undefined
  children: (row: Row) => ReactNode
}) => {
  const t = useText()
  const navigate = useNavigate()
  const { path, kind, waits } = lists[of]
  const { search, state, customerId, shop } = wanted
  useOrdersLive(customerId)
  const show = (next: Wanted) =>
    void navigate({
      to: path,
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value)),
      replace: true,
    })
  return (
    <ListScreen
      name={of}
      search={search}
      find={(search) => show({ ...wanted, search })}
      narrowed={Object.values(wanted).some(Boolean)}
      query={query}
      head={(field) => (
        <div className={classes.tools}>
          <NativeSelect
            aria-label={t('orders.state')}
            value={wanted.waiting ? waiting : (state ?? '')}
            onChange={({ currentTarget: { value } }) =>
              show({
                ...wanted,
                state: oneOf(states, value),
                waiting: value === waiting || undefined,
              })
            }
            data={[
              { value: '', label: t('orders.any-state') },
              ...(waits ? [{ value: waiting, label: t(`${of}.waiting`) }] : []),
              ...states.map((one) => ({ value: one, label: t(`orders.${kind}.${one}`) })),
            ]}
          />
          <ShopSelect shop={shop} choose={(shop) => show({ ...wanted, shop })} />
          {field}
        </div>
      )}
      above={
        <>
          <OrderTabs />
          {customerId && (
            <Narrowed
              of={of}
              customerId={customerId}
              text={text}
              clear={() => show({ search, state, shop })}
            />
          )}
        </>
      }
    >
      {children}
    </ListScreen>
  )
}
