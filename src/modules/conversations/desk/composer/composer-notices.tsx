import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import type { Others } from '../thread/use-presence.ts'
import classes from './composer.module.css'
import type { Mode } from './draft.ts'
import type { Target } from './use-targets.ts'

/** What one should know before sending: who else answers, and how sure it is who reads. */
export const ComposerNotices = ({
  mode,
  target,
  others,
  answeredBy,
  warned,
}: {
  mode: Mode
  target: Target | undefined
  others: Others
  answeredBy: { id: string; name: string } | undefined
  warned: boolean
}) => {
  const t = useText()
  const { locale } = useLocale()
  if (mode === 'note') return null
  const writing = others.members.filter(({ state }) => state === 'writing')
  const names = new Intl.ListFormat(locale).format(writing.map(({ name }) => name))
  return (
    <div aria-live="polite">
      {answeredBy && (
        <p className={classes.notice} data-strong={warned || undefined}>
          {t(warned ? 'composer.answered-look' : 'composer.answered', { name: answeredBy.name })}
        </p>
      )}
      {writing.length > 0 && (
        <p className={classes.notice}>{t('composer.colleague-writing', { names })}</p>
      )}
      {target?.trust === 'claimed' && (
        <p className={classes.notice}>{t('composer.unverified', { address: target.address })}</p>
      )}
    </div>
  )
}
