import type { z } from 'zod'
import { useText } from '../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import type { Connection } from '../contract.ts'
import styles from './connections.module.css'

/** Since when nothing can be read, and that nothing is lost by it; else when it was read last. */
export const StallNote = ({ connection }: { connection: z.output<typeof Connection> }) => {
  const t = useText()
  const { stalledSince, readAt, state } = connection
  if (stalledSince)
    return (
      <div className={styles.problem} role="status">
        <p>
          <strong>{t('connection.stalled')}</strong> {t('connection.stalled.since')}{' '}
          <TimeText at={stalledSince} />
        </p>
        <p className={styles.quiet}>{t('connection.stalled.text')}</p>
      </div>
    )
  if (!readAt || state === 'paused') return null
  return (
    <p className={styles.quiet}>
      {t('connection.read-at')} <TimeText at={readAt} ago />
    </p>
  )
}
