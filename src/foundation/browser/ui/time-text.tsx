import { exactTime, relativeTime } from '../formats.ts'
import { useMinute } from '../minute.ts'
import { useLocale } from '../texts.tsx'

/** How long ago, kept current; the exact time with zone on hover. */
export const TimeText = ({ at }: { at: string }) => {
  const { locale } = useLocale()
  const now = useMinute()
  return (
    <time dateTime={at} title={exactTime(locale, at)}>
      {relativeTime(locale, at, Math.max(now, new Date(at).getTime()))}
    </time>
  )
}
