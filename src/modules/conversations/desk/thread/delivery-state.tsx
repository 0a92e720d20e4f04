import { Anchor } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { clockTime } from '../../../../foundation/browser/formats.ts'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { retryMessage } from '../../contract.ts'
import { showMessage } from '../cache.ts'
import type { MessageRow } from '../rows.ts'
import classes from './messages.module.css'

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
  const { id, channel, direction, kind, state, problem, sentAt } = message
  if (direction === 'in' || kind === 'note') return null
  const isLost = state === 'failed' || state === 'unknown'
  if (!isLost && !isLastOwn) return null
  const why = problem && `channel.${channel}.error.${problem.code}`
  return (
    <p
      className={classes.state}
      data-failed={isLost || undefined}
      role={isLost ? 'alert' : 'status'}
    >
      {isLost && <span aria-hidden="true">⚠ </span>}
      {t(`state.${state}`, { time: sentAt ? clockTime(locale, sentAt) : '' })}
      {why && ` ${t.has(why) ? t(why) : (problem.detail ?? problem.code)}`}
      {isLost && mayReply && (
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
