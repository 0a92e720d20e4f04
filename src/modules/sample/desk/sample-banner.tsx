import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useText } from '../../../foundation/browser/texts.tsx'
import { RemoveSample } from './remove-sample.tsx'
import styles from './sample.module.css'
import { SampleProgress } from './sample-progress.tsx'
import { useSample, useSampleLive } from './use-sample.ts'

/** Says that what is seen is made up, for as long as the sample brand is here. */
export const SampleBanner = () => {
  const t = useText()
  const canManage = useCan('workspace.manage')
  const { data } = useSample()
  useSampleLive()
  if (!data?.present) return null
  return (
    <aside className={styles.banner} aria-label={t('sample.settings')}>
      {data.state === 'present' ? <p>{t('sample.here')}</p> : <SampleProgress sample={data} />}
      {canManage && data.state !== 'removing' && <RemoveSample size="compact-xs" />}
    </aside>
  )
}
