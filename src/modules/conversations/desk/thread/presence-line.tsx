import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import classes from './thread-header.module.css'
import type { Others } from './use-presence.ts'

/** Colleagues who are here, quietly. Who is writing is said at the composer, and plainly here where there is none. */
export const PresenceLine = ({
  members,
  hasComposer,
}: {
  members: Others['members']
  hasComposer: boolean
}) => {
  const t = useText()
  const { locale } = useLocale()
  const writing = hasComposer ? [] : members.filter(({ state }) => state === 'writing')
  const named = writing.length > 0 ? writing : members
  const names = new Intl.ListFormat(locale).format(named.map(({ name }) => name))
  const text =
    members.length > 0
      ? t(writing.length > 0 ? 'presence.writing' : 'presence.viewing', { names })
      : ''
  return (
    <span
      className={classes.presence}
      title={text}
      data-writing={writing.length > 0 || undefined}
      role="status"
      aria-live="polite"
    >
      {text}
    </span>
  )
}
