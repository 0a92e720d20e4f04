import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { keyOf, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { getConversation, listConversations, listMessages, undoMove } from '../../contract.ts'
import classes from './messages.module.css'

/** Puts what was split off by itself back where it was. */
export const UndoSplit = ({ moveId }: { moveId: string }) => {
  const t = useText()
  const queries = useQueryClient()
  const navigate = useNavigate()
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
    <p className={classes.toggles}>
      <button
        type="button"
        className={classes.toggle}
        disabled={undo.isPending}
        onClick={() => undo.mutate({ id: moveId })}
      >
        {t('inbox.undo')}
      </button>
    </p>
  )
}
