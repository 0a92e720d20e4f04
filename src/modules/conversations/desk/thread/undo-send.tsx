import { Anchor } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { keyOf, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { getConversation, getMessage, withdrawMessage } from '../../contract.ts'
import { forgetMessage } from '../cache.ts'
import { putBack } from '../composer/draft.ts'
import type { ConversationWhole, MessageRow } from '../rows.ts'

const tickMs = 250

/** Whole seconds until a message goes out, as far as this device's clock can tell; 0 from then on. */
const useCountdown = ({ dueAt, createdAt }: MessageRow) => {
  const [shownAt] = useState(Date.now)
  const [now, setNow] = useState(Date.now)
  const due = dueAt ? Date.parse(dueAt) : 0
  // A clock that is behind must not promise more than there is.
  const end = Math.min(due, shownAt + due - Date.parse(createdAt))
  const left = Math.max(0, Math.ceil((end - now) / 1000))
  useEffect(() => {
    if (left === 0) return
    const timer = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [left])
  return left
}

/** Where the words go back to: the thread, or the address of a mail that would have begun one. */
const wayOf = ({ threadId, to }: MessageRow, conversation: ConversationWhole | undefined) => {
  const thread = conversation?.threads.find(({ id }) => id === threadId)
  const address = to[0]?.address
  return thread && !thread.lastInboundAt && address
    ? { connectionId: thread.connectionId, to: address }
    : { threadId: threadId ?? undefined }
}

/** Under a reply of one's own that waits: how long, and a way to have it back in the composer. */
export const UndoSend = ({
  message,
  children,
}: {
  message: MessageRow
  /** Why it waits, if there is more to say. */
  children: ReactNode
}) => {
  const t = useText()
  const queries = useQueryClient()
  const left = useCountdown(message)
  const button = useRef<HTMLButtonElement>(null)
  const { id, conversationId } = message
  const undo = useWrite(withdrawMessage, {
    invalidates: [getConversation],
    onSuccess: (back) => {
      const { clientKey, text, cc, subject, attachments, channel, createdAt } = back
      const known = queries.getQueryData<ConversationWhole>(
        keyOf(getConversation, { id: conversationId }),
      )
      putBack({
        kind: 'message',
        clientKey: clientKey ?? id,
        conversationId,
        at: createdAt,
        channel,
        state: 'failed',
        files: attachments,
        input: {
          id: conversationId,
          text,
          subject,
          cc: cc.map(({ address }) => address),
          ...wayOf(back, known),
        },
      })
      // What goes takes its focus along; the words are in the composer.
      button.current?.closest('article')?.querySelector('textarea')?.focus()
      forgetMessage(queries, conversationId, id)
    },
    // Too late: it shows by itself how far it is.
    onError: () => void queries.invalidateQueries({ queryKey: keyOf(getMessage, { id }) }),
  })
  const run = () => undo.mutate({ id })
  useCommands([
    { id: `undo-send-${id}`, text: t('state.undo-send'), group: t('conversation.keys'), run },
  ])
  return (
    <>
      {left > 0 ? (
        <span aria-hidden="true">{t('state.goes-out', { seconds: left })} </span>
      ) : (
        `${t('state.queued')} `
      )}
      {children && <>{children} </>}
      <Anchor
        ref={button}
        component="button"
        type="button"
        size="xs"
        disabled={undo.isPending}
        onClick={run}
      >
        {t('state.undo-send')}
      </Anchor>
    </>
  )
}
