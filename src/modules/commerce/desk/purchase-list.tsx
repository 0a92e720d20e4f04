import { NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { oneOf } from '../../../foundation/browser/search.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ListScreen } from '../../../foundation/browser/ui/list-screen/list-screen.tsx'
import { Narrowed } from './narrowed.tsx'
import { OrderTabs } from './order-tabs.tsx'
import classes from './orders.module.css'
import { useOrdersLive } from './use-orders-live.ts'

const shapes = {
  orders: { path: '/orders', kind: 'order' },
  carts: { path: '/orders/carts', kind: 'cart' },
} as const
type Wanted = { search?: string; state?: string; customerId?: string; [more: string]: unknown }

/** A list of what was bought or put aside, narrowed by `wanted` as the address says; it follows what happens. */
export const PurchaseList = <Row extends { id: string }>({
  of,
  wanted,
  states,
  query,
  text,
  children,
}: {
  of: keyof typeof shapes
  wanted: Wanted
  states: readonly string[]
  query: ComponentProps<typeof ListScreen<Row>>['query']
  /** What else it is narrowed to besides a customer. */
  text?: string | undefined
  children: (row: Row) => ReactNode
}) => {
  const t = useText()
  const navigate = useNavigate()
  const { path, kind } = shapes[of]
  const { search, state, customerId } = wanted
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
            value={state ?? ''}
            onChange={({ currentTarget: { value } }) =>
              show({ ...wanted, state: oneOf(states, value) })
            }
            data={[
              { value: '', label: t('orders.any-state') },
              ...states.map((one) => ({ value: one, label: t(`orders.${kind}.${one}`) })),
            ]}
          />
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
              clear={() => show({ search, state })}
            />
          )}
        </>
      }
    >
      {children}
    </ListScreen>
  )
}
