import { NativeSelect } from '@mantine/core'
import type { z } from 'zod'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { listTimeline } from '../../customers/contract.ts'
import { languageOf } from '../../customers/desk/text-language.ts'
import {
  claimsIn,
  deliveriesIn,
  getOrder,
  getPurchases,
  listClaims,
  listOrders,
  listReturns,
  returnsIn,
} from '../contract.ts'
import {
  claimStates,
  deliveryStates,
  type OrderDetail,
  returnStates,
  waitingStates,
} from '../shapes/contract.ts'
import { moneyText } from './money-text.ts'
import classes from './orders.module.css'
import { StateMark } from './state-mark.tsx'
import { Steps } from './steps.tsx'

type Order = z.output<typeof OrderDetail>
type Kind = 'delivery' | 'return' | 'claim'
type Followup =
  | Order['deliveries'][number]
  | Order['returns'][number]
  | Order['warrantyClaims'][number]

const states: Record<Kind, readonly string[]> = {
  delivery: deliveryStates,
  return: returnStates,
  claim: claimStates,
}
const titles: Record<Kind, string> = {
  delivery: 'orders.deliveries-of',
  return: 'orders.returns-of',
  claim: 'orders.claims-of',
}
export const changedBy = [getOrder, getPurchases, listOrders, listReturns, listClaims, listTimeline]

/** Deliveries, returns or warranty claims of an order; draws nothing where there are none. */
export const Followups = ({ order, kind }: { order: Order; kind: Kind }) => {
  const t = useText()
  const all = { delivery: order.deliveries, return: order.returns, claim: order.warrantyClaims }[
    kind
  ]
  if (all.length === 0) return null
  return (
    <Section title={t(titles[kind])}>
      <ul className={classes.cards}>
        {all.map((one) => (
          <li key={one.id} className={classes.card}>
            <Card one={one} kind={kind} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

const Card = ({ one, kind }: { one: Followup; kind: Kind }) => {
  const t = useText()
  const { locale } = useLocale()
  const names = one.items.flatMap(({ name }) => name || [])
  const currency = 'currency' in one ? one.currency : null
  return (
    <>
      <div className={classes.cardHead}>
        <StateMark kind={kind} state={one.state} />
        <span className={classes.quiet}>
          <TimeText ago at={one.stateAt} />
        </span>
        <ChangeState one={one} kind={kind} />
      </div>
      {'reason' in one && one.reason && <p lang={languageOf(one.reason)}>{one.reason}</p>}
      {names.length > 0 && (
        <p className={classes.quiet} lang={languageOf(names.join())}>
          {names.join(' · ')}
        </p>
      )}
      {'serialNumber' in one && one.serialNumber && (
        <p className={classes.quiet}>{t('orders.serial', { number: one.serialNumber })}</p>
      )}
      {'amount' in one && one.amount !== null && <p>{moneyText(locale, one.amount, currency)}</p>}
      {'carrier' in one && (one.carrier || one.trackingNumber) && (
        <p>
          {one.carrier}{' '}
          {one.trackingUrl ? (
            <a href={one.trackingUrl} target="_blank" rel="noreferrer">
              {t('orders.follow', { number: one.trackingNumber ?? '' })}
            </a>
          ) : (
            one.trackingNumber
          )}
        </p>
      )}
      {'expectedAt' in one && one.expectedAt && one.state !== 'delivered' && (
        <p className={classes.quiet}>
          {t('orders.expected')} <TimeText at={one.expectedAt} />
        </p>
      )}
      <Steps kind={kind} steps={one.steps} currency={currency} />
    </>
  )
}

/** The states that still lie ahead; only returns and claims are handled here, parcels tell of themselves. */
const ChangeState = ({ one, kind }: { one: Followup; kind: Kind }) => {
  const t = useText()
  const may = useCan('order.write')
  const endpoint = { delivery: deliveriesIn, return: returnsIn, claim: claimsIn }[kind].put
  const change = useWrite(endpoint as typeof returnsIn.put, { invalidates: changedBy })
  const ahead = states[kind].slice(states[kind].indexOf(one.state) + 1)
  if (
    !may ||
    kind === 'delivery' ||
    !(waitingStates[kind] as readonly string[]).includes(one.state) ||
    ahead.length === 0
  )
    return null
  return (
    <NativeSelect
      size="xs"
      aria-label={t('orders.set-state')}
      value=""
      disabled={change.isPending}
      onChange={({ currentTarget }) =>
        change.mutate({
          externalId: one.externalId,
          source: one.source,
          state: currentTarget.value as 'approved',
        })
      }
      data={[
        { value: '', label: t('orders.set-state') },
        ...ahead.map((state) => ({ value: state, label: t(`orders.${kind}.${state}`) })),
      ]}
    />
  )
}
