import { count } from '../../../foundation/browser/formats.ts'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { getConnectionCounts } from '../contract.ts'
import styles from './connections.module.css'

/** What came in, in figures that add up: received = stored + duplicate. */
export const Counts = ({ id }: { id: string }) => {
  const t = useText()
  const { locale } = useLocale()
  const { data } = useRead(getConnectionCounts, { id }, { refetchInterval: 15_000 })
  if (!data) return <dl className={styles.counts} aria-busy="true" />
  const figures = ['received', 'stored', 'duplicate', 'quarantined'] as const
  return (
    <dl className={styles.counts}>
      {figures.map((name) => (
        <div key={name} title={t(`connection.count.${name}.help`)}>
          <dt>{t(`connection.count.${name}`)}</dt>
          <dd data-attention={(name === 'quarantined' && data[name] > 0) || undefined}>
            {count(locale, data[name])}
          </dd>
        </div>
      ))}
    </dl>
  )
}
