import { exactTime, relativeTime, timeAgo } from '../formats.ts'
import { useMinute } from '../minute.ts'
import { useLocale } from '../texts.tsx'

/** How long ago, kept current; the exact time with zone on hover. `ago` where words stand before it. */
export const TimeText = ({ at, ago = false }: { at: string; ago?: boolean }) => {
  const { locale } = useLocale()
  const now = useMinute()
  return (
    <time dateTime={at} title={exactTime(locale, at)}>
      {(ago ? timeAgo : relativeTime)(locale, at, Math.max(now, new Date(at).getTime()))}
    </time>
  )
}
