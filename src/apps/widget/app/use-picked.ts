import { useRef, useState } from 'preact/hooks'
import type { Attachment, Refusal } from './api.ts'
import type { Chat } from './chat.ts'
import type { TextId } from './texts.ts'

export type Picked = {
  file: File
  /** 0 to 1 while it is sent. */
  share?: number
  /** What the server made of it. */
  stored?: Attachment
  failed?: boolean
  cut: AbortController
}

const largest = 10 * 1024 * 1024
const most = 10

/** Files for the next message. They stay with the visitor until the message is sent. */
export const usePicked = (chat: Chat) => {
  const list = useRef<Picked[]>([])
  const [busy, setBusy] = useState(false)
  const [note, setNote] = useState<{ id: TextId; name: string }>()
  const [, draw] = useState(0)
  const change = (files: Picked[]) => {
    list.current = files
    draw((count) => count + 1)
  }

  const add = (files: File[]) => {
    const large = files.find(({ size }) => size > largest)
    const fitting = files
      .filter(({ size }) => size <= largest)
      .map((file): Picked => ({ file, cut: new AbortController() }))
    const all = [...list.current, ...fitting]
    if (large) setNote({ id: 'widget.attach.large', name: large.name })
    else setNote(all.length > most ? { id: 'widget.attach.many', name: '' } : undefined)
    change(all.slice(0, most))
  }
  const drop = (one: Picked) => {
    one.cut.abort()
    change(list.current.filter((other) => other !== one))
  }
  const sendOne = async (one: Picked) => {
    one.failed = false
    try {
      const onProgress = (share: number) => {
        one.share = share
        change(list.current)
      }
      one.stored = await chat.upload(one.file, onProgress, one.cut.signal)
    } catch (error) {
      one.failed = true
      const { status, code } = error as Refusal
      if (status === 413) setNote({ id: 'widget.attach.large', name: one.file.name })
      if (code === 'file.infected') setNote({ id: 'widget.attach.harmful', name: one.file.name })
    }
    one.share = undefined
    change(list.current)
  }

  return {
    files: list.current,
    busy,
    note,
    add,
    drop,
    /** Sends what is not sent yet; undefined when one of them did not go through. */
    upload: async () => {
      setBusy(true)
      for (const one of list.current) if (!one.stored) await sendOne(one)
      setBusy(false)
      const stored = list.current.flatMap((one) => one.stored ?? [])
      return stored.length === list.current.length ? stored : undefined
    },
    clear: () => {
      setNote(undefined)
      change([])
    },
  }
}

export type PickedFiles = ReturnType<typeof usePicked>
