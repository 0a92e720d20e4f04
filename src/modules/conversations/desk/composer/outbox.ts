import { useMemo, useSyncExternalStore } from 'react'
import type { InputOf } from '../../../../foundation/shared/endpoint.ts'
import type { addNote, reply } from '../../contract.ts'

/** Something written that the server has not accepted yet. It survives a reload. */
export type Outgoing = {
  clientKey: string
  conversationId: string
  at: string
  files: { id: string; name: string; type: string; bytes: number }[]
  channel: string
  state: 'sending' | 'failed'
  /** Why, when it failed; shown as `error.<code>`. */
  code?: string
} & (
  | { kind: 'message'; input: InputOf<typeof reply> }
  | { kind: 'note'; input: InputOf<typeof addNote> }
)

const kept = 'engawa.outbox'
const watchers = new Set<() => void>()

const read = (): readonly Outgoing[] => {
  try {
    return JSON.parse(localStorage.getItem(kept) ?? '[]') as Outgoing[]
  } catch {
    return []
  }
}

let outbox = read()

const change = (next: readonly Outgoing[]) => {
  outbox = next
  localStorage.setItem(kept, JSON.stringify(next))
  for (const watcher of watchers) watcher()
}

export const currentOutbox = () => outbox

export const putOutgoing = (one: Outgoing) =>
  change([...outbox.filter(({ clientKey }) => clientKey !== one.clientKey), one])

export const dropOutgoing = (clientKey: string) =>
  change(outbox.filter((one) => one.clientKey !== clientKey))

const watch = (watcher: () => void) => {
  const inOtherTab = (event: StorageEvent) => {
    if (event.key !== kept) return
    outbox = read()
    watcher()
  }
  watchers.add(watcher)
  addEventListener('storage', inOtherTab)
  return () => {
    watchers.delete(watcher)
    removeEventListener('storage', inOtherTab)
  }
}

/** What is on its way in one conversation, oldest first. */
export const useOutbox = (conversationId: string) => {
  const all = useSyncExternalStore(watch, currentOutbox)
  return useMemo(
    () => all.filter((one) => one.conversationId === conversationId),
    [all, conversationId],
  )
}
