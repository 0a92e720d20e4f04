import { useCallback, useSyncExternalStore } from 'react'
import type { Outgoing } from './outbox.ts'

export type Mode = 'reply' | 'note'
export type AttachedFile = { id: string; name: string; type: string; bytes: number }

/** What is being written. It stays on this device until the server has accepted it. */
export type Draft = {
  text: string
  /** Where it goes, as `targetKey` gives it; chosen with the first letter, so that it does not change under one's hands. */
  target?: string
  /** Whether the target was chosen by hand; then it stays, too, when the text is emptied. */
  picked?: boolean
  /** The last message that was on the screen long enough to be read. */
  seen?: string | undefined
  /** What came after it, as the server said when it sent nothing; the writer is to decide. */
  moved?: { messageIds: string[]; resolve: boolean } | undefined
  cc: string
  subject: string
  files: AttachedFile[]
}

const empty: Draft = { text: '', cc: '', subject: '', files: [] }
const keyOf = (conversationId: string, mode: Mode) => `engawa.draft.${conversationId}.${mode}`

const known = new Map<string, Draft>()
const watchers = new Set<() => void>()

const read = (key: string): Draft => {
  const there = known.get(key)
  if (there) return there
  let draft = empty
  try {
    draft = { ...empty, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Draft>) }
  } catch {
    // What cannot be read is as good as nothing.
  }
  known.set(key, draft)
  return draft
}

const write = (key: string, draft: Draft) => {
  known.set(key, draft)
  if (draft.text || draft.cc || draft.subject || draft.files.length > 0)
    localStorage.setItem(key, JSON.stringify(draft))
  else localStorage.removeItem(key)
  for (const watcher of watchers) watcher()
}

const targetOf = ({
  threadId,
  connectionId,
  to,
}: Partial<Extract<Outgoing, { kind: 'message' }>['input']>) =>
  threadId ? `thread:${threadId}` : connectionId && to ? `mail:${connectionId}:${to}` : undefined

/** What was not accepted, or was taken back, goes to where it was written, before what stands there now. */
export const putBack = (outgoing: Outgoing, moved?: Draft['moved']) => {
  const key = keyOf(outgoing.conversationId, outgoing.kind === 'note' ? 'note' : 'reply')
  const now = read(key)
  const { input } = outgoing
  write(key, {
    ...now,
    text: [input.text, now.text].filter(Boolean).join('\n\n'),
    files: [...outgoing.files, ...now.files],
    ...(outgoing.kind === 'message'
      ? {
          cc: (outgoing.input.cc ?? []).join(', '),
          subject: outgoing.input.subject ?? '',
          target: targetOf(outgoing.input) ?? now.target,
          seen: outgoing.input.seen,
          moved,
        }
      : {}),
  })
}

export const useDraft = (conversationId: string, mode: Mode) => {
  const key = keyOf(conversationId, mode)
  const draft = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
      }
    },
    () => read(key),
  )
  const change = useCallback((part: Partial<Draft>) => write(key, { ...read(key), ...part }), [key])
  /** Two files may be ready between two drawings. */
  const addFile = useCallback(
    (file: AttachedFile) => write(key, { ...read(key), files: [...read(key).files, file] }),
    [key],
  )
  const clear = useCallback(() => write(key, empty), [key])
  return { draft, change, addFile, clear }
}
