import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import classes from './messages.module.css'
import type { Others } from './use-presence.ts'

/** Colleagues who are here, quietly; who is writing, plainly. */
export const PresenceLine = ({ members }: { members: Others['members'] }) => {
  const t = useText()
  const { locale } = useLocale()
  const writing = members.filter(({ state }) => state === 'writing')
  const named = writing.length > 0 ? writing : members
  const names = new Intl.ListFormat(locale).format(named.map(({ name }) => name))
  return (
    <span
      className={classes.presence}
      data-writing={writing.length > 0 || undefined}
      role="status"
      aria-live="polite"
    >
      {members.length > 0 &&
        t(writing.length > 0 ? 'presence.writing' : 'presence.viewing', { names })}
    </span>
  )
}
