import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { SuppressionNote } from '../../../suppressions/desk/suppression-note.tsx'
import type { Others } from '../thread/use-presence.ts'
import classes from './composer.module.css'
import type { Mode } from './draft.ts'
import type { Target } from './use-targets.ts'

/** What one should know before sending: who else answers, whether it can arrive, and how sure it is who reads. */
export const ComposerNotices = ({
  mode,
  target,
  others,
}: {
  mode: Mode
  target: Target | undefined
  others: Others
}) => {
  const t = useText()
  const { locale } = useLocale()
  if (mode === 'note') return null
  const writing = others.members.filter(({ state }) => state === 'writing')
  const names = new Intl.ListFormat(locale).format(writing.map(({ name }) => name))
  return (
    <div aria-live="polite">
      {writing.length > 0 && (
        <p className={classes.notice}>{t('composer.colleague-writing', { names })}</p>
      )}
      {target?.channel === 'email' && <SuppressionNote channel="email" address={target.address} />}
      {target?.trust === 'claimed' && (
        <p className={classes.notice}>{t('composer.unverified', { address: target.address })}</p>
      )}
    </div>
  )
}
