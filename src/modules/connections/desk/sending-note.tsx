import type { z } from 'zod'
import { clockTime } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { Connection } from '../contract.ts'
import styles from './connections.module.css'
import { problemText } from './words.ts'

/** That messages wait because the provider takes none, why, and when it is tried again. Nothing while it works. */
export const SendingNote = ({
  channel,
  sending: { state, since, problem, nextTryAt },
}: {
  channel: string
  sending: z.output<typeof Connection>['sending']
}) => {
  const t = useText()
  const { locale } = useLocale()
  if (state === 'closed') return null
  return (
    <div className={styles.problem} role="status">
      <p>
        {t(`connection.sending.${state}`)} {problem && problemText(t, channel, problem.code)}
      </p>
      <p className={styles.quiet}>
        {since && (
          <>
            {t('connection.sending.since')} <TimeText ago at={since} />{' '}
          </>
        )}
        {state === 'open' &&
          nextTryAt &&
          t('connection.sending.next', { time: clockTime(locale, nextTryAt) })}
      </p>
      {problem?.detail && (
        <p className={styles.quiet}>{t('connection.problem.detail', { detail: problem.detail })}</p>
      )}
    </div>
  )
}
