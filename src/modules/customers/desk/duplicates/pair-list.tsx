import { VisuallyHidden } from '@mantine/core'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useCustomerName } from '../customer-name.ts'
import classes from './duplicates.module.css'
import { useReasons } from './reasons.ts'
import type { Pair } from './use-decisions.ts'

/** Pairs, the likeliest first, each with what speaks for it most. */
export const PairList = ({
  pairs,
  chosen,
  choose,
}: {
  pairs: readonly Pair[]
  chosen: Pair
  choose: (at: number) => void
}) => {
  const t = useText()
  const nameOf = useCustomerName()
  const { say, main, likely } = useReasons()
  const why = (pair: Pair) => {
    const reason = main(pair.reasons)
    return reason ? `${likely(pair)} · ${say(reason)}` : likely(pair)
  }
  return (
    <ol className={classes.pairs} aria-label={t('duplicates.title')}>
      {pairs.map((pair, at) => (
        <li key={`${pair.a.id} ${pair.b.id}`}>
          <button
            type="button"
            className={classes.pair}
            aria-current={pair === chosen || undefined}
            onClick={() => choose(at)}
          >
            <span className={classes.names}>
              {nameOf(pair.a.name, pair.a.shown)}
              <span aria-hidden="true"> ↔ </span>
              <VisuallyHidden>{t('duplicates.and')}</VisuallyHidden>
              {nameOf(pair.b.name, pair.b.shown)}
            </span>
            <span className={classes.quiet}>{why(pair)}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}
