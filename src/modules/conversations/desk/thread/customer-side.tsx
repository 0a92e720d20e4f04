import { Drawer } from '@mantine/core'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { CustomerPanel } from '../../../customers/desk/customer-panel.tsx'
import type { ConversationWhole } from '../rows.ts'
import classes from './thread-screen.module.css'

/** The customer beside the thread; where there is no room, a sheet over it. */
export const CustomerSide = ({
  conversation: { id, customer },
  isWide,
  shown,
  close,
}: {
  conversation: ConversationWhole
  isWide: boolean
  shown: boolean
  close: () => void
}) => {
  const t = useText()
  const panel = <CustomerPanel customerId={customer.id} besides={id} />
  if (!isWide)
    return (
      <Drawer
        opened={shown}
        onClose={close}
        position="right"
        size={360}
        title={t('conversation.customer')}
      >
        {panel}
      </Drawer>
    )
  return (
    shown && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <aside className={classes.side} aria-label={t('conversation.customer')} tabIndex={0}>
        {panel}
      </aside>
    )
  )
}
