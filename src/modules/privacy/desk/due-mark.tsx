import { count } from '../../../foundation/browser/formats.ts'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { countPrivacyRequests } from '../contract.ts'
import classes from './due-mark.module.css'

const everyMs = 300_000

/** How many privacy requests are overdue or due within a week, for those who see them; nothing when there are none. */
export const DueMark = () => {
  const t = useText()
  const { locale } = useLocale()
  const { data } = useRead(
    countPrivacyRequests,
    {},
    { enabled: useCan('privacy.read'), staleTime: 60_000, refetchInterval: everyMs },
  )
  const amount = (data?.overdue ?? 0) + (data?.soon ?? 0)
  if (!data || amount === 0) return null
  const { overdue, soon } = data
  const said = t('privacy.due-mark', { overdue, soon, both: String(overdue > 0 && soon > 0) })
  return (
    <span
      className={classes.mark}
      data-overdue={overdue > 0 || undefined}
      role="img"
      aria-label={said}
      title={said}
    >
      {count(locale, amount)}
    </span>
  )
}
