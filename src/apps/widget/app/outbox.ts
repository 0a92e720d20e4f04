import { alone } from './alone.ts'
import { isPassing, type Message, type Refusal } from './api.ts'
import { createBackOff } from './back-off.ts'
import type { Store, Unsent } from './store.ts'

/** `waiting` goes out by itself; `refused` only when the visitor says so. */
export type Trouble = { kind: 'waiting' | 'refused'; code: string }

/**
 * Unsent messages, in order, across reloads and tabs. Each is sent again with the same key until the
 * server has answered for it, so an answer that got lost never makes a second message.
 */
export const createOutbox = (
  store: Store,
  parts: {
    send: (message: Unsent) => Promise<Message>
    onSent: (message: Message) => void
    onChange: () => void
  },
) => {
  const troubles = new Map<string, Trouble>()
  const backOff = createBackOff()
  let running = false

  const next = () => store.unsent().find(({ key }) => troubles.get(key)?.kind !== 'refused')

  const drain = async () => {
    try {
      for (let message = next(); message; message = next()) await sendOne(message)
    } finally {
      running = false
    }
  }

  const sendOne = async (message: Unsent) => {
    try {
      const stored = await parts.send(message)
      remove(message.key)
      backOff.reset()
      parts.onSent(stored)
    } catch (error) {
      const { code, after } = error as Refusal
      const passing = isPassing(error as Refusal)
      troubles.set(message.key, { kind: passing ? 'waiting' : 'refused', code })
      parts.onChange()
      if (passing) await backOff.pause(after)
    }
  }

  const remove = (key: string) => {
    troubles.delete(key)
    store.dropUnsent(key)
  }

  /** Sends what there is; what is already being sent goes on, without the rest of its pause. */
  const pump = () => {
    backOff.wake()
    if (running || !next()) return
    running = true
    alone(`${store.name}:out`, drain).catch(() => {
      running = false
    })
  }

  return {
    pump,
    trouble: (key: string) => troubles.get(key),
    add: (message: Unsent) => {
      store.keepUnsent(message)
      parts.onChange()
      pump()
    },
    again: (key: string) => {
      troubles.delete(key)
      parts.onChange()
      pump()
    },
    discard: (key: string) => {
      remove(key)
      parts.onChange()
    },
    /** Seen in the thread: the server has it, whatever became of its answer. */
    settle: remove,
  }
}
