import { dayDate, dayTitle } from '../formats.ts'
import { useMinute } from '../minute.ts'
import { useLocale } from '../texts.tsx'

/** A day over what happened on it; the whole date on hover. */
export const DayText = ({ at }: { at: string }) => {
  const { locale } = useLocale()
  const now = useMinute()
  return (
    <time dateTime={at} title={dayDate(locale, at)}>
      {dayTitle(locale, at, now)}
    </time>
  )
}
