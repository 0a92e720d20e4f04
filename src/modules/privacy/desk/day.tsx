import { dayDate } from '../../../foundation/browser/formats.ts'
import { useLocale } from '../../../foundation/browser/texts.tsx'

/** A day without a time, `2026-12-03`, as people write it. */
export const Day = ({ day }: { day: string }) => {
  const { locale } = useLocale()
  return <time dateTime={day}>{dayDate(locale, `${day}T12:00`)}</time>
}
