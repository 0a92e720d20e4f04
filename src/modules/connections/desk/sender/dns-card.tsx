import type { z } from 'zod'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../../foundation/browser/ui/copy-text.tsx'
import type { DnsRow } from '../../sender/contract.ts'
import styles from '../connections.module.css'

const signs = { good: '✓', missing: '!', wrong: '!', unsure: '?', unasked: '…' }
/** Known colours of the state marks. */
const looks = { good: 'ok', missing: 'failing', wrong: 'failing', unsure: 'new', unasked: 'new' }

/** One record: what it is for, what is there, and what should be. */
export const DnsCard = ({ row: one }: { row: z.output<typeof DnsRow> }) => {
  const t = useText()
  const { row, state, reason, name, type, found, wanted } = one
  const isWanted = wanted !== null && state !== 'good'
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h3 className={styles.name}>{t(`connection.dns.${row}`)}</h3>
        <span className={styles.state} data-state={looks[state]}>
          <span aria-hidden="true" className={styles.sign}>
            {signs[state]}
          </span>
          {t(`connection.dns.state.${state}`)}
        </span>
      </div>
      <p>{t(`connection.dns.${row}.${reason}`, { name })}</p>
      <dl className={styles.records}>
        {row !== 'reverse' && (
          <>
            <dt>{t('connection.dns.name', { type })}</dt>
            <dd>
              {isWanted ? (
                <CopyText label={t('connection.dns.name', { type })} text={name} />
              ) : (
                <code>{name}</code>
              )}
            </dd>
          </>
        )}
        {found.length > 0 && (
          <>
            <dt>{t('connection.dns.found')}</dt>
            {found.map((record) => (
              <dd key={record}>
                <code>{record}</code>
              </dd>
            ))}
          </>
        )}
        {isWanted && (
          <>
            <dt>{t('connection.dns.wanted')}</dt>
            <dd>
              <CopyText label={t('connection.dns.wanted')} text={wanted} />
            </dd>
          </>
        )}
      </dl>
    </li>
  )
}
