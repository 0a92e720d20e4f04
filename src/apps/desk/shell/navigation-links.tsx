import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Glyph, type GlyphName } from '../../../foundation/browser/ui/glyph.tsx'
import { DueMark } from '../../../modules/privacy/desk/due-mark.tsx'
import { InboxViews } from './inbox-views.tsx'
import type { MeNow } from './me.ts'
import classes from './navigation.module.css'

/** `onGo` is called when a link is followed (a drawer closes then). */
export const NavigationLinks = ({
  me,
  narrow,
  onGo,
}: {
  me: MeNow
  narrow: boolean
  onGo?: () => void
}) => {
  const t = useText()
  const sees = {
    inbox: useCan('conversation.read'),
    customers: useCan('customer.read'),
    orders: useCan('order.read'),
    dashboard: useCan('report.read'),
  }
  const place = (to: string, glyph: GlyphName, text: string, mark?: ReactNode) => (
    <li>
      <Link
        to={to}
        className={classes.link}
        data-plain
        onClick={onGo}
        aria-label={narrow ? text : undefined}
        title={narrow ? text : undefined}
      >
        <Glyph name={glyph} />
        {!narrow && <span className={classes.name}>{text}</span>}
        {!narrow && mark}
      </Link>
    </li>
  )
  return (
    <ul className={classes.list}>
      {sees.inbox && <InboxViews teamIds={me.member.teamIds} narrow={narrow} onGo={onGo} />}
      {sees.customers && place('/customers', 'people', t('desk.customers'))}
      {sees.orders && place('/orders', 'bag', t('desk.orders'))}
      {sees.customers && place('/visitors', 'person', t('desk.visitors'))}
      {sees.dashboard && place('/dashboard', 'chart', t('desk.dashboard'))}
      {place('/settings', 'settings', t('desk.settings'), <DueMark />)}
    </ul>
  )
}
