import { VisuallyHidden } from '@mantine/core'
import { type LiveState, useLiveState } from '../../../foundation/browser/live.tsx'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Glyph, type GlyphName } from '../../../foundation/browser/ui/glyph.tsx'
import classes from './live-mark.module.css'

const glyphs: Record<LiveState, GlyphName> = {
  'in-sync': 'sync',
  'catching-up': 'wait',
  offline: 'off',
}

/** Whether what is on the screen is all there is. */
export const LiveMark = ({ narrow }: { narrow: boolean }) => {
  const t = useText()
  const state = useLiveState()
  const text = t(`desk.live.${state}`)
  return (
    <p
      className={classes.mark}
      data-state={state}
      data-narrow={narrow || undefined}
      title={t(`desk.live.${state}.why`)}
      role="status"
    >
      <Glyph name={glyphs[state]} size={16} />
      {narrow ? <VisuallyHidden>{text}</VisuallyHidden> : <span>{text}</span>}
    </p>
  )
}

/** On a phone, where the mark is out of sight, a line says it when something is wrong. */
export const OfflineStrip = () => {
  const t = useText()
  const state = useLiveState()
  return (
    <p className={classes.strip} data-shown={state === 'offline' || undefined} role="status">
      {state === 'offline' && t('desk.live.offline.why')}
    </p>
  )
}
