import { Link } from '@tanstack/react-router'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { listConversations } from '../../conversations/contract.ts'
import { ChannelGlyph } from './channel-mark.tsx'
import classes from './customer-panel.module.css'
import { languageOf } from './text-language.ts'

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
        {open.map(({ id, number, subject, lastMessage }) => (
          <li key={id} className={classes.matter}>
            <ChannelGlyph channel={lastMessage.channel} />
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: id }}
              lang={languageOf(subject || lastMessage.text)}
            >
              {subject || lastMessage.text || `#${number}`}
            </Link>
            <span className={classes.age}>
              <TimeText at={lastMessage.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
