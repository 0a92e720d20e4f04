import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { getSample } from '../contract.ts'
import { RemoveSample } from './remove-sample.tsx'
import styles from './sample.module.css'

/** Says that what is seen is made up, for as long as the sample brand is here. */
export const SampleBanner = () => {
  const t = useText()
  const canManage = useCan('workspace.manage')
  const { data } = useRead(getSample, {}, { staleTime: 60_000 })
  if (!data?.present) return null
  return (
    <aside className={styles.banner} aria-label={t('sample.settings')}>
      <p>{t('sample.here')}</p>
      {canManage && <RemoveSample size="compact-xs" />}
    </aside>
  )
}
