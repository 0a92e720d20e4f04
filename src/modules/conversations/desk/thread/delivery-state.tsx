import { Anchor } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { clockTime } from '../../../../foundation/browser/formats.ts'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { retryMessage } from '../../contract.ts'
import { showMessage } from '../cache.ts'
import type { MessageRow } from '../rows.ts'
import { useMe } from '../use-me.ts'
import classes from './messages.module.css'
import { UndoSend } from './undo-send.tsx'

/** How far an answer got: under the last one only, and wherever something went wrong. */
export const DeliveryState = ({
  message,
  isLastOwn,
}: {
  message: MessageRow
  isLastOwn: boolean
}) => {
  const t = useText()
  const { locale } = useLocale()
  const queries = useQueryClient()
  const mayReply = useCan('conversation.reply')
  const retry = useWrite(retryMessage, { onSuccess: (renewed) => showMessage(queries, renewed) })
  const me = useMe()
  const { id, channel, direction, kind, state, problem, sentAt, author, marketing } = message
  if (direction === 'in' || kind === 'note') return null
  const isLost = state === 'failed' || state === 'unknown'
  if (!isLost && !isLastOwn && !problem && state !== 'queued') return null
  const why =
    problem &&
    [`channel.${channel}.error.${problem.code}`, `error.${problem.code}`].find((one) => t.has(one))
  const reason = problem && (why ? t(why) : (problem.detail ?? problem.code))
  const mayUndo = state === 'queued' && author.id === me.id && mayReply
  // Of what may have arrived, advertising is not sent again.
  const mayRepeat = isLost && mayReply && !(marketing && state === 'unknown')
  return (
    <p
      className={classes.state}
      data-failed={isLost || undefined}
      // A countdown is not read out at every second.
      role={isLost ? 'alert' : message.dueAt ? undefined : 'status'}
    >
      {isLost && <span aria-hidden="true">⚠ </span>}
      {mayUndo ? (
        <UndoSend message={message}>{reason}</UndoSend>
      ) : (
        <>
          {t(`state.${state}`, { time: sentAt ? clockTime(locale, sentAt) : '' })} {reason}
        </>
      )}
      {isLost && marketing && state === 'unknown' && ` ${t('error.message.only_once')}`}
      {mayRepeat && (
        <>
          {' '}
          <Anchor
            component="button"
            type="button"
            size="xs"
            disabled={retry.isPending}
            onClick={() => retry.mutate({ id })}
          >
            {t(state === 'unknown' ? 'state.send-again' : 'ui.try-again')}
          </Anchor>
        </>
      )}
    </p>
  )
}
