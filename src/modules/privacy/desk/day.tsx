import { useLocale } from '../../../foundation/browser/texts.tsx'

/** A day without a time, `2026-12-03`, as people write it. */
export const Day = ({ day }: { day: string }) => {
  const { locale } = useLocale()
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  return <time dateTime={day}>{format.format(new Date(`${day}T00:00:00Z`))}</time>
}
