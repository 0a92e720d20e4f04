import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import { listConnections } from '../contract.ts'
import styles from './connections.module.css'

/** Tells those who can mend it that nothing arrives by a connection; goes by itself when it is read again. */
export const StallBanner = () => (useCan('connection.manage') ? <Stalled /> : null)

const Stalled = () => {
  const t = useText()
  const { data } = useRead(listConnections, { limit: 200 }, { refetchInterval: 30_000 })
  const stalled = data?.data.filter((one) => one.stalledSince) ?? []
  const [first] = stalled
  if (!first?.stalledSince) return null
  return (
    <aside className={styles.banner} aria-label={t('connection.stalled')}>
      <p>
        {stalled.length === 1
          ? t('connection.stalled.one', { name: first.name })
          : t('connection.stalled.many', { count: stalled.length })}{' '}
        <TimeText at={first.stalledSince} />
      </p>
      {stalled.length === 1 ? (
        <TextLink to="/settings/connections/$id" params={{ id: first.id }}>
          {t('connection.stalled.look')}
        </TextLink>
      ) : (
        <TextLink to="/settings/connections">{t('connection.stalled.look')}</TextLink>
      )}
    </aside>
  )
}
