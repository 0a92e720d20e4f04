import { type Locale, useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import type { MessageRow } from '../rows.ts'
import classes from './mail-facts.module.css'

type Invitation = NonNullable<NonNullable<MessageRow['mail']>['invitation']>
type Moment = NonNullable<Invitation['start']>

const whole = { weekday: 'short', year: 'numeric', month: 'long', day: 'numeric' } as const
const clock = { ...whole, hour: 'numeric', minute: '2-digit' } as const

const zoneOf = (zone: string | null) => {
  try {
    return zone && new Intl.DateTimeFormat('en', { timeZone: zone }) ? zone : undefined
  } catch {
    return undefined
  }
}

/** As the organiser wrote it, in their zone: that is what everybody invited goes by. */
const momentText = (locale: Locale, { local, at, zone }: Moment) => {
  if (!local.includes('T'))
    return new Intl.DateTimeFormat(locale, { ...whole, timeZone: 'UTC' }).format(new Date(local))
  const known = zoneOf(zone)
  if (at && known)
    return new Intl.DateTimeFormat(locale, {
      ...clock,
      timeZone: known,
      timeZoneName: 'short',
    }).format(new Date(at))
  const text = new Intl.DateTimeFormat(locale, { ...clock, timeZone: 'UTC' }).format(
    new Date(`${local}Z`),
  )
  return zone ? `${text} (${zone})` : text
}

const person = ({ address, name }: { address: string; name?: string | undefined }) =>
  name ? `${name} <${address}>` : address

/** An appointment that came by mail: what, when, where, who asks. It is shown, not answered. */
export const InvitationCard = ({ invitation }: { invitation: Invitation }) => {
  const t = useText()
  const { locale } = useLocale()
  const { method, summary, start, end, location, organiser, answer, repeats } = invitation
  const here = start?.at && zoneOf(start.zone) !== undefined ? new Date(start.at) : undefined
  const isElsewhere =
    here && zoneOf(start?.zone ?? null) !== Intl.DateTimeFormat().resolvedOptions().timeZone
  const rows: [string, string][] = []
  if (start) rows.push([t('invitation.start'), momentText(locale, start)])
  if (end) rows.push([t('invitation.end'), momentText(locale, end)])
  if (here && isElsewhere)
    rows.push([t('invitation.here'), new Intl.DateTimeFormat(locale, clock).format(here)])
  if (location) rows.push([t('invitation.location'), location])
  if (organiser) rows.push([t('invitation.organiser'), person(organiser)])
  if (answer)
    rows.push([t('invitation.answer'), `${t(`invitation.${answer.word}`)} · ${person(answer.by)}`])
  return (
    <section
      className={classes.card}
      aria-label={t('invitation')}
      data-cancelled={method === 'cancel' || undefined}
    >
      <p className={classes.kind}>
        <span aria-hidden="true">🗓</span> {t(`invitation.method.${method}`)}
        {repeats && ` · ${t('invitation.repeats')}`}
      </p>
      <p className={classes.summary}>{summary || t('invitation.untitled')}</p>
      <dl className={classes.rows}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
