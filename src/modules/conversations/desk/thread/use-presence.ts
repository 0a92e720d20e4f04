import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../../../../foundation/browser/client.ts'
import { useLive } from '../../../../foundation/browser/live.tsx'
import { tellPresence } from '../../contract.ts'
import type { ConversationWhole } from '../rows.ts'
import { useMe } from '../use-me.ts'

type State = 'viewing' | 'writing'
export type Others = {
  /** Colleagues who have this conversation open. */
  members: { id: string; name: string; state: State }[]
  customerIsWriting: boolean
}

const repeatMs = 20_000
/** Two repeats may get lost. */
const staleMs = 50_000
const writingMs = 8_000
const typingMs = 6_000

/** Who did one of these is no longer writing. */
const wrote = ['message.queued', 'message.sent', 'note.added']

type Heard = { name: string; state: State; until: number }

/** Tells colleagues that one is here, and knows who else is. */
export const usePresence = ({ id }: ConversationWhole) => {
  const me = useMe()
  const [members, setMembers] = useState<ReadonlyMap<string, Heard>>(new Map())
  const [typingUntil, setTypingUntil] = useState(0)
  const [now, setNow] = useState(Date.now)
  const writingUntil = useRef(0)
  const told = useRef<{ state: string; at: number }>({ state: '', at: 0 })

  const tell = useCallback(
    (state: State | 'away') => {
      const at = Date.now()
      if (told.current.state === state && at - told.current.at < repeatMs / 2) return
      told.current = { state, at }
      call(tellPresence, { id, state }).catch(() => {})
    },
    [id],
  )
  useEffect(() => {
    const repeat = () => {
      const isWriting = Date.now() < writingUntil.current
      tell(document.hidden ? 'away' : isWriting ? 'writing' : 'viewing')
    }
    repeat()
    const timer = setInterval(repeat, writingMs)
    document.addEventListener('visibilitychange', repeat)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', repeat)
      tell('away')
    }
  }, [tell])

  const hasWritten = (memberId: string) => {
    if (memberId === me.id) {
      writingUntil.current = 0
      tell('viewing')
    }
    const heard = members.get(memberId)
    if (heard) setMembers(new Map(members).set(memberId, { ...heard, state: 'viewing' }))
  }

  useLive((kind, body) => {
    if (body.conversationId !== id) return
    if (kind === 'message.received') setTypingUntil(0)
    if (wrote.includes(kind)) hasWritten((body.actor as { id: string }).id)
    if (kind !== 'now') return
    const at = Date.now()
    setNow(at)
    if (body.kind === 'typing') return setTypingUntil(at + typingMs)
    const { member, state } = body as { member?: { id: string; name: string }; state?: string }
    if (!member || member.id === me.id) return
    const isNew = !members.has(member.id)
    const next = new Map(members)
    if (state === 'viewing' || state === 'writing')
      next.set(member.id, { name: member.name, state, until: at + staleMs })
    else next.delete(member.id)
    setMembers(next)
    // The newcomer did not hear us.
    if (isNew && state !== 'away') {
      const current = told.current.state
      told.current = { state: '', at: 0 }
      tell(current === 'writing' ? 'writing' : 'viewing')
    }
  })

  const isWaiting = members.size > 0 || typingUntil > now
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(() => setNow(Date.now()), 2_000)
    return () => clearInterval(timer)
  }, [isWaiting])

  const tellWriting = useCallback(() => {
    writingUntil.current = Date.now() + writingMs
    tell('writing')
  }, [tell])
  const others: Others = {
    members: [...members]
      .filter(([, { until }]) => until > now)
      .map(([memberId, { name, state }]) => ({ id: memberId, name, state })),
    customerIsWriting: typingUntil > now,
  }
  return { others, tellWriting }
}
