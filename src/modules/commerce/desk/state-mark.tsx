import { useText } from '../../../foundation/browser/texts.tsx'
import classes from './orders.module.css'

export type StateKind = 'cart' | 'order' | 'delivery' | 'return' | 'claim'

const tones: Record<string, string> = {
  delivered: 'good',
  resolved: 'good',
  refunded: 'quiet',
  cancelled: 'quiet',
  rejected: 'quiet',
  failed: 'bad',
  requested: 'waits',
  opened: 'waits',
  abandoned: 'waits',
  ordered: 'good',
  emptied: 'quiet',
}

/** What state something is in, in words. */
export const StateMark = ({ kind, state }: { kind: StateKind; state: string }) => {
  const t = useText()
  return (
    <span className={classes.state} data-tone={tones[state]}>
      {t(`orders.${kind}.${state}`)}
    </span>
  )
}
