import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { keyOf, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { getConversation, listConversations, listMessages, undoMove } from '../../contract.ts'
import type { MessageRow } from '../rows.ts'
import classes from './messages.module.css'

/** Tells of a thread that was split off by itself: where the other part is, and the way back. */
export const SplitNote = ({ message }: { message: MessageRow }) => {
  const t = useText()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const mayMove = useCan('conversation.move')
  const { text, newTextLength, clientKey: moveId } = message
  const otherId = text.split('/').at(-1)
  const undo = useWrite(undoMove, {
    onSuccess: ({ id }) => {
      for (const one of [listMessages, getConversation, listConversations])
        void queries.invalidateQueries({ queryKey: keyOf(one) })
      void navigate({
        to: '/inbox/$conversationId',
        params: { conversationId: id },
        search: (kept: object) => kept,
      })
    },
  })
  return (
    <>
      <p className={classes.text}>{text.slice(0, newTextLength)}</p>
      <p className={classes.toggles}>
        {otherId && (
          <Link to="/inbox/$conversationId" params={{ conversationId: otherId }}>
            {t('inbox.open')}
          </Link>
        )}
        {mayMove && moveId && (
          <button
            type="button"
            className={classes.toggle}
            disabled={undo.isPending}
            onClick={() => undo.mutate({ id: moveId })}
          >
            {t('inbox.undo')}
          </button>
        )}
      </p>
    </>
  )
}
