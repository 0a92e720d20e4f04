import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { ConversationRow } from '../rows.ts'

/** Where the keyboard is in the list; it stays with its conversation when rows move. */
export const useListCursor = (
  rows: readonly ConversationRow[],
  openId: string | undefined,
  virtual: Virtualizer<HTMLDivElement, Element>,
) => {
  const [at, setAt] = useState<string>()
  const toFocus = useRef<string>(undefined)
  // An opened conversation takes the cursor along.
  useEffect(() => setAt((now) => openId ?? now), [openId])

  const indexOf = (id: string | undefined) => rows.findIndex((row) => row.id === id)
  const current = indexOf(at) >= 0 ? at : rows.find(({ id }) => id === openId)?.id

  // The row may have to be drawn before it can take the focus.
  useEffect(() => {
    const id = toFocus.current
    const element = id && document.querySelector<HTMLElement>(`[data-conversation="${id}"]`)
    if (!element) return
    toFocus.current = undefined
    element.focus({ preventScroll: true })
  })

  /** Takes the focus to a row; without one, to the list itself. */
  const goTo = (id: string | undefined) => {
    if (!id) return virtual.scrollElement?.focus()
    virtual.scrollToIndex(indexOf(id))
    toFocus.current = id
    setAt(id)
    // Already the current one, so that nothing is drawn anew.
    if (id === current) document.querySelector<HTMLElement>(`[data-conversation="${id}"]`)?.focus()
  }
  const move = (step: number) => {
    const from = indexOf(current)
    const index = from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + step))
    goTo(rows[index]?.id)
  }
  return { id: current, goTo, move, put: setAt }
}

export type ListCursor = ReturnType<typeof useListCursor>
