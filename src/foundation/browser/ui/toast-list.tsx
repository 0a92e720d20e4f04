import { CloseButton } from '@mantine/core'
import { useEffect } from 'react'
import { useText } from '../texts.tsx'
import type { Toast } from '../toasts.tsx'
import classes from './toast-list.module.css'

const stayMs = 8_000

/** Notices in a corner; a failure stays until it is closed. */
export const ToastList = ({
  toasts,
  drop,
}: {
  toasts: readonly Toast[]
  drop: (id: number) => void
}) => {
  const t = useText()
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
  useEffect(() => {
    if (kind === 'failed') return
    const timer = setTimeout(() => drop(id), stayMs)
    return () => clearTimeout(timer)
  }, [id, kind, drop])
  return (
    <div className={classes.toast} data-kind={kind}>
      <span aria-hidden="true">{kind === 'failed' ? '!' : '✓'}</span>
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className={classes.action}
          onClick={() => {
            action.run()
            drop(id)
          }}
        >
          {action.text}
        </button>
      )}
      <CloseButton size="sm" aria-label={t('ui.close')} onClick={() => drop(id)} />
    </div>
  )
}
