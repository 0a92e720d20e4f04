import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { listConversations } from '../../conversations/contract.ts'
import { ChannelGlyph } from './channel-mark.tsx'
import classes from './customer-panel.module.css'
import { Matter } from './matter.tsx'

/** What else is open with this customer. */
export const OpenMatters = ({ customerId, besides }: { customerId: string; besides?: string }) => {
  const t = useText()
  const { data } = useRead(listConversations, { customerId, status: 'open', limit: 10 })
  const open = data?.data.filter(({ id }) => id !== besides) ?? []
  if (open.length === 0) return null
  return (
    <section className={classes.group}>
      <h3 className={classes.small}>{t(besides ? 'customer.also-open' : 'customer.open')}</h3>
      <ul className={classes.plain}>
        {open.map((one) => (
          <Matter key={one.id} conversation={one}>
            <ChannelGlyph channel={one.lastMessage.channel} />
          </Matter>
        ))}
      </ul>
    </section>
  )
}
