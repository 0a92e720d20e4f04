import type { z } from 'zod'
import { useText } from '../../../foundation/browser/texts.tsx'
import type { Connection } from '../contract.ts'
import styles from './connections.module.css'
import { problemText } from './words.ts'

const signs = { new: '…', ok: '✓', failing: '!', paused: '‖' }

/** How a connection is, in a word and a sign. */
export const StateMark = ({ state }: { state: z.output<typeof Connection>['state'] }) => {
  const t = useText()
  return (
    <span className={styles.state} data-state={state}>
      <span aria-hidden="true" className={styles.sign}>
        {signs[state]}
      </span>
      {t(`connection.state.${state}`)}
    </span>
  )
}

/** What is wrong, what to do, and what the provider itself said. */
export const ProblemNote = ({
  channel,
  problem,
}: {
  channel: string
  problem: z.output<typeof Connection>['problem']
}) => {
  const t = useText()
  if (!problem) return null
  return (
    <div className={styles.problem}>
      <p>{problemText(t, channel, problem.code)}</p>
      {problem.detail && (
        <p className={styles.quiet}>{t('connection.problem.detail', { detail: problem.detail })}</p>
      )}
    </div>
  )
}
