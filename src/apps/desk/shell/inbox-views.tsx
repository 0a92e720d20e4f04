import { VisuallyHidden } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { count } from '../../../foundation/browser/formats.ts'
import { useRead } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { Glyph } from '../../../foundation/browser/ui/glyph.tsx'
import { listTeams } from '../../../modules/members/contract.ts'
import classes from './navigation.module.css'
import { useCounts } from './use-counts.ts'

type View = { view: string; teamId?: string; text: string; amount: number | undefined }

/** The inbox and its views with how much is open in each. */
export const InboxViews = ({
  teamIds,
  narrow,
  onGo,
}: {
  teamIds: readonly string[]
  narrow: boolean
  onGo?: () => void
}) => {
  const t = useText()
  const counts = useCounts()
  const { data: teams } = useRead(
    listTeams,
    { limit: 200 },
    { staleTime: 300_000, enabled: teamIds.length > 0 },
  )
  const mine = teams?.data.filter(({ id }) => teamIds.includes(id)) ?? []
  const views: View[] = [
    { view: 'mine', text: t('desk.view.mine'), amount: counts?.mine },
    { view: 'unassigned', text: t('desk.view.unassigned'), amount: counts?.unassigned },
    ...mine.map(({ id, name }) => ({
      view: 'team',
      teamId: id,
      text: name,
      amount: counts?.teams[id] ?? 0,
    })),
  ]
  const all = { view: 'all', text: t('desk.inbox'), amount: counts?.all }
  return (
    <>
      <ViewLink shown={all} narrow={narrow} onGo={onGo} />
      {!narrow &&
        views.map((shown) => (
          <ViewLink key={shown.teamId ?? shown.view} shown={shown} inner onGo={onGo} />
        ))}
    </>
  )
}

const ViewLink = ({
  shown,
  inner = false,
  narrow = false,
  onGo,
}: {
  shown: View
  inner?: boolean
  narrow?: boolean
  onGo?: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const { pathname, search } = useLocation()
  const { view, teamId, text, amount } = shown
  const at = search as { view?: string; teamId?: string }
  const isHere =
    pathname.startsWith('/inbox') &&
    (narrow || ((at.view ?? 'all') === view && at.teamId === teamId))
  const figure = amount === undefined ? '' : amount > 999 ? '999+' : count(locale, amount)
  return (
    <li>
      <Link
        to="/inbox"
        search={{ ...(view === 'all' ? {} : { view }), ...(teamId ? { teamId } : {}) }}
        className={inner ? classes.inner : classes.link}
        data-plain
        data-here={isHere || undefined}
        aria-current={isHere ? 'page' : undefined}
        activeProps={{ 'aria-current': isHere ? 'page' : undefined }}
        title={narrow ? text : undefined}
        onClick={onGo}
      >
        {!inner && <Glyph name="inbox" />}
        {narrow ? (
          <VisuallyHidden>{text}</VisuallyHidden>
        ) : (
          <span className={classes.name}>{text}</span>
        )}
        {amount !== undefined && amount > 0 && (
          <span className={classes.count}>
            {figure}
            <VisuallyHidden> {t('desk.open')}</VisuallyHidden>
          </span>
        )}
      </Link>
    </li>
  )
}
