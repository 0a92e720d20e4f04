import { useSuppression } from '../../../suppressions/desk/use-suppression.ts'
import type { ConversationWhole } from '../rows.ts'
import { useMessages } from '../thread/use-messages.ts'
import { readAddresses } from './addresses.ts'
import { type Draft, type Mode, useDraft } from './draft.ts'
import type { Outgoing } from './outbox.ts'
import { useSeeing } from './use-seeing.ts'
import { useSend } from './use-send.ts'
import { useTargets } from './use-targets.ts'
import { useUploads } from './use-uploads.ts'

/** From this share of the limit on, what is left is worth showing. */
const nearLimit = 0.8

/** All that the composer knows of what is being written, and how to send it. */
export const useWriting = (conversation: ConversationWhole, mode: Mode) => {
  const { draft, change: put, addFile, clear } = useDraft(conversation.id, mode)
  const { messages } = useMessages(conversation.id)
  const { targets, usualTarget } = useTargets(conversation)
  const sendOut = useSend()
  const { uploads, upload } = useUploads(addFile)
  const isNote = mode === 'note'
  const target = targets.find(({ key }) => key === draft.target) ?? usualTarget

  const last = messages.at(-1)?.id
  const hasText = draft.text !== ''
  const hasBegun = hasText || draft.files.length > 0
  // Until one writes, whatever is on the screen has been seen; from then on it takes a moment.
  const seen = hasBegun && messages.some(({ id }) => id === draft.seen) ? draft.seen : last
  useSeeing(!isNote && hasBegun && !draft.moved && seen !== last ? last : undefined, (id) =>
    put({ seen: id }),
  )

  const takesFiles = !isNote && target?.can.attachments === true
  /** With the first letter it is settled where it goes, and what one has seen; with the last one gone, it is open again. */
  const change = (part: Partial<Draft>) => {
    if (part.target) put({ ...part, picked: true })
    else if (part.text && !hasText)
      put({ ...part, target: draft.target ?? target?.key, seen: last })
    else if (part.text === '')
      put({ ...part, moved: undefined, ...(draft.picked ? {} : { target: undefined }) })
    else put(part)
  }

  const limit = isNote ? 100_000 : (target?.can.text ?? 0)
  const over = draft.text.length - limit
  const tooLong = limit > 0 && draft.text.length > limit * nearLimit ? { over } : undefined
  const cc = readAddresses(isNote ? '' : draft.cc)
  const hasContent = draft.text.trim() !== '' || (!isNote && draft.files.length > 0)
  const suppression = useSuppression(
    'email',
    target?.channel === 'email' ? target.address : undefined,
  )
  const isHeldBack = !isNote && suppression !== undefined
  const canSend =
    !isHeldBack &&
    hasContent &&
    over <= 0 &&
    uploads.length === 0 &&
    cc.wrong.length === 0 &&
    (isNote || !!target)

  /** With `seenNow`, whatever has come until then was looked at. */
  const send = (resolve: boolean, seenNow = seen) => {
    if (!canSend) return
    const clientKey = crypto.randomUUID()
    const shared = {
      clientKey,
      conversationId: conversation.id,
      at: new Date().toISOString(),
      state: 'sending' as const,
    }
    const { id } = conversation
    const { text, files, subject } = draft
    const outgoing: Outgoing = isNote
      ? { ...shared, kind: 'note', files: [], channel: '', input: { id, text, clientKey } }
      : {
          ...shared,
          kind: 'message',
          files,
          channel: target!.channel,
          input: {
            id,
            text,
            clientKey,
            resolve,
            ...(seenNow ? { seen: seenNow } : {}),
            ...target!.input,
            ...(target!.can.subject && subject.trim() ? { subject: subject.trim() } : {}),
            ...(target!.channel === 'email' ? { cc: cc.addresses } : {}),
            fileIds: files.map((file) => file.id),
          },
        }
    void sendOut(outgoing)
    clear()
  }
  return {
    draft,
    change,
    targets,
    target,
    cc,
    tooLong,
    moved: isNote ? undefined : draft.moved,
    messages,
    canSend,
    send,
    takesFiles,
    upload: (files: Iterable<File>) => takesFiles && upload(files),
    uploads,
  }
}

export type Writing = ReturnType<typeof useWriting>
