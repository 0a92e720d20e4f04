import type { z } from 'zod'
import { count } from '../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import type { UnclearMails } from '../contract.ts'
import classes from './privacy.module.css'

/** Mails in quarantine that only a person's eye can tell whose they are, and where they lie. */
export const UnclearNote = ({ unclear }: { unclear: z.output<typeof UnclearMails> }) => {
  const t = useText()
  const { locale } = useLocale()
  if (unclear.count === 0) return null
  return (
    <div className={classes.unclear}>
      <p>
        {t(unclear.more ? 'privacy.unclear.more' : 'privacy.unclear', { count: unclear.count })}
      </p>
      <ul className={classes.counts}>
        {unclear.connections.map((one) => (
          <li key={one.id}>
            {one.removed ? (
              <span>{t('privacy.unclear.removed', { name: one.name })}</span>
            ) : (
              <TextLink to="/settings/connections/$id" params={{ id: one.id }}>
                {one.name}
              </TextLink>
            )}
            <span>{count(locale, one.count)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
