import { Button, VisuallyHidden } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useText } from '../texts.tsx'
import classes from './copy-text.module.css'

/** A text to take along: shown as it is, selected by a click, copied by the button. */
export const CopyText = ({ label, text }: { label: string; text: string }) => {
  const t = useText()
  const { copy, copied } = useClipboard()
  return (
    <div className={classes.copy}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.text} tabIndex={0} aria-label={label}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
      <Button size="xs" variant="default" className={classes.button} onClick={() => copy(text)}>
        <span aria-hidden="true">{copied ? t('ui.copied') : t('ui.copy')}</span>
        <VisuallyHidden aria-live="polite">
          {copied ? t('ui.copied') : `${t('ui.copy')}: ${label}`}
        </VisuallyHidden>
      </Button>
    </div>
  )
}
