import { Link } from '@tanstack/react-router'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { listConversations } from '../../conversations/contract.ts'
import { useCustomerName } from '../../customers/desk/customer-name.ts'
import panel from '../../customers/desk/customer-panel.module.css'
import { Matter } from '../../customers/desk/matter.tsx'
import { localPhone } from '../../customers/desk/profile/local-forms.ts'
import { languageOf, nameLanguage } from '../../customers/desk/text-language.ts'
import { getWorkspace } from '../../workspaces/contract.ts'
import { getOrder } from '../contract.ts'
import { AddFollowup } from './add-followup.tsx'
import { Followups } from './followups.tsx'
import { OrderItems } from './order-items.tsx'
import { orderRoute } from './order-routes.ts'
import classes from './orders.module.css'
import { StateMark } from './state-mark.tsx'
import { Steps } from './steps.tsx'
import { useOrdersLive } from './use-orders-live.ts'

/** One order: what was bought, what became of it, whose it is. */
export const OrderScreen = () => {
  const t = useText()
  const { locale } = useLocale()
  const { orderId } = orderRoute.useParams()
  const nameOf = useCustomerName()
  const mayWrite = useCan('order.write')
  const { data: order, error, refetch } = useRead(getOrder, { id: orderId })
  useOrdersLive()
  if (error)
    return (
      <div className={classes.page}>
        <PageTitle title={t('orders.title')} hidden />
        <ErrorNote error={error} retry={refetch} />
      </div>
    )
  if (!order) return <Loading rows={6} height={40} />
  const { customer, contact } = order
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <PageTitle title={t('orders.number', { number: order.number })}>
          <StateMark kind="order" state={order.state} />
        </PageTitle>
        <p className={classes.under}>
          {t('orders.placed')} <TimeText ago at={order.placedAt} />
          {order.shop && <> · {order.shop}</>}
          <OtherShop name={order.source} />
          {order.zone && <> · {t('orders.zone', { zone: order.zone })}</>}
        </p>
        <OrderItems order={order} />
        <Followups order={order} kind="delivery" />
        <Followups order={order} kind="return" />
        <Followups order={order} kind="claim" />
        {mayWrite && <AddFollowup order={order} />}
      </div>
      <div className={classes.aside}>
        <Section title={t('orders.customer')}>
          {customer ? (
            <Link
              to="/customers/$customerId"
              params={{ customerId: customer.id }}
              lang={customer.name ? nameLanguage(customer.name, locale) : undefined}
            >
              {nameOf(customer.name, customer.shown)}
            </Link>
          ) : (
            <p className={classes.quiet}>{t('orders.nobody-text')}</p>
          )}
          {contact && (
            <address className={classes.address}>
              {[
                contact.name,
                contact.address,
                contact.phone && localPhone(contact.phone),
                contact.email,
              ]
                .filter(Boolean)
                .map((line) => (
                  <span key={line} lang={languageOf(line!)}>
                    {line}
                  </span>
                ))}
            </address>
          )}
        </Section>
        <Section title={t('orders.history')}>
          <Steps kind="order" steps={order.steps} currency={order.currency} />
          {order.url && (
            <a href={order.url} target="_blank" rel="noreferrer">
              {t('orders.in-shop')}
            </a>
          )}
        </Section>
        {customer && <Conversations customerId={customer.id} />}
      </div>
    </div>
  )
}

/** Which shop's order it is, where that is not the workspace's own; one without a name is told by its source alone. */
const OtherShop = ({ name }: { name: string }) => {
  const t = useText()
  const { data: workspace } = useRead(getWorkspace, {}, { staleTime: 60_000 })
  const isNamed = !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name)
  if (!workspace || !isNamed || workspace.shop === name) return null
  return <> · {t('orders.shop', { name })}</>
}

/** What was said with this customer, latest first. */
const Conversations = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const may = useCan('conversation.read')
  const { data } = useRead(
    listConversations,
    { customerId, status: 'any', limit: 5 },
    { enabled: may },
  )
  if (!data?.data.length) return null
  return (
    <Section title={t('orders.conversations')}>
      <ul className={panel.plain}>
        {data.data.map((one) => (
          <Matter key={one.id} conversation={one} />
        ))}
      </ul>
    </Section>
  )
}
