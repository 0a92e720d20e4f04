import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react'
import { errorText, useText } from './texts.tsx'
import { ToastList } from './ui/toast-list.tsx'

export type Toast = {
  id: number
  kind: 'done' | 'failed'
  text: string
  action?: { text: string; run: () => void }
}

type ShowToast = (toast: Omit<Toast, 'id'>) => void

const ToastContext = createContext<ShowToast>(() => {})

/** At most so many at once; the oldest goes first. */
const most = 4

export const Toasts = ({ children }: { children: ReactNode }) => {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const last = useRef(0)
  const show = useCallback<ShowToast>((toast) => {
    last.current += 1
    const id = last.current
    setToasts((now) =>
      [...now.filter(({ text }) => text !== toast.text), { ...toast, id }].slice(-most),
    )
  }, [])
  const drop = useCallback((id: number) => {
    setToasts((now) => now.filter((toast) => toast.id !== id))
  }, [])
  return (
    <ToastContext value={show}>
      {children}
      <ToastList toasts={toasts} drop={drop} />
    </ToastContext>
  )
}

/** Shows a short notice: `show({ kind: 'done', text, action? })`. */
export const useToast = () => use(ToastContext)

/** Shows any error of `call` in words. */
export const useErrorToast = () => {
  const show = use(ToastContext)
  const t = useText()
  return useMemo(
    () => (error: unknown) => show({ kind: 'failed', text: errorText(t, error) }),
    [show, t],
  )
}
