import { CloseButton } from '@mantine/core'
import { type MouseEvent, useEffect, useState } from 'react'
import { useCommands } from '../commands.tsx'
import { useText } from '../texts.tsx'
import type { Toast } from '../toasts.tsx'
import classes from './toast-list.module.css'

const stayMs = 8_000
/** What the latest notice offers, nearly always to undo. */
const actKey = 'z'

/** Notices in a corner; a failure stays until it is closed. */
export const ToastList = ({
  toasts,
  drop,
}: {
  toasts: readonly Toast[]
  drop: (id: number) => void
}) => {
  const t = useText()
  const latest = toasts.findLast(({ action }) => action)
  const { action, id } = latest ?? {}
  const act = () => {
    action?.run()
    if (id !== undefined) drop(id)
  }
  useCommands(action ? [{ id: 'toast.act', text: action.text, keys: actKey, run: act }] : [])
  return (
    <section className={classes.list} aria-label={t('ui.notices')} aria-live="polite">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} drop={drop} />
      ))}
    </section>
  )
}

const OneToast = ({ toast, drop }: { toast: Toast; drop: (id: number) => void }) => {
  const t = useText()
  const { id, kind, text, action } = toast
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (kind === 'failed' || isHeld) return
    const timer = setTimeout(() => drop(id), stayMs)
    return () => clearTimeout(timer)
  }, [id, kind, drop, isHeld])
  const close = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // What goes takes its focus along; the screen has it next.
    if (currentTarget === document.activeElement) document.getElementById('content')?.focus()
    drop(id)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while one is at it
    <div
      className={classes.toast}
      data-kind={kind}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
    >
      <span aria-hidden="true">{kind === 'failed' ? '!' : '✓'}</span>
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className={classes.action}
          title={`${action.text} (${actKey})`}
          onClick={(event) => {
            close(event)
            action.run()
          }}
        >
          {action.text}
        </button>
      )}
      <CloseButton size="sm" aria-label={t('ui.close')} onClick={close} />
    </div>
  )
}
