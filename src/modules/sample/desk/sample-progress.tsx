import type { z } from 'zod'
import { useText } from '../../../foundation/browser/texts.tsx'
import type { Sample } from '../contract.ts'

/** How far filling or removing is. */
export const SampleProgress = ({ sample }: { sample: z.output<typeof Sample> }) => {
  const t = useText()
  const { progress } = sample
  if (!progress) return <p>{t('sample.removing')}</p>
  return (
    <p>
      {t('sample.filling', { percent: Math.floor((100 * progress.done) / progress.total) })}{' '}
      <progress value={progress.done} max={progress.total} aria-label={t('sample.settings')} />
    </p>
  )
}
