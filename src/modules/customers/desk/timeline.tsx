import { useState } from 'react'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { DayText } from '../../../foundation/browser/ui/day-text.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { listTimeline } from '../contract.ts'
import { groupTimeline } from './group-timeline.ts'
import { MoreRows } from './more-rows.tsx'
import { PageRun } from './page-run.tsx'
import classes from './timeline.module.css'
import { inputOf, type TimelineFilter } from './timeline-filter.ts'
import { KindChips, MoreFilters } from './timeline-filters.tsx'
import { type Item, TimelineRow } from './timeline-item.tsx'

/** What sites say in passing; who wants to know looks at the changes. */
const isQuiet = ({ kind, facts }: Item) =>
  ['identify', 'group', 'alias'].includes(kind) ||
  (kind === 'identifier.linked' && facts.trust === 'device')

/** Everything that happened with a customer, newest first. `filter` where it stands in the address. */
export const Timeline = ({
  customerId,
  filter,
  change,
}: {
  customerId: string
  filter?: TimelineFilter
  change?: (filter: TimelineFilter) => void
}) => {
  const t = useText()
  const [own, setOwn] = useState<TimelineFilter>({})
  const now = filter ?? own
  const query = useReadPages(listTimeline, { id: customerId, ...inputOf(now), limit: 30 })
  const isNarrow = Object.values(now).some((value) => value !== undefined && value !== 'all')
  const days = groupTimeline(isNarrow ? query.rows : query.rows.filter((item) => !isQuiet(item)))
  return (
    <section aria-label={t('timeline.title')}>
      <h2 className={classes.title}>{t('timeline.title')}</h2>
      <KindChips filter={now} change={change ?? setOwn} />
      {change && <MoreFilters filter={now} change={change} />}
      <ErrorNote error={query.error} retry={query.refetch} />
      {query.isPending && <Loading rows={4} height={36} />}
      {query.isSuccess && days.length === 0 && !query.hasNextPage && (
        <p className={classes.none}>
          {t(isNarrow ? 'timeline.none-found' : 'timeline.none')}{' '}
          {isNarrow && (
            <button type="button" className={classes.fold} onClick={() => (change ?? setOwn)({})}>
              {t('timeline.widen')}
            </button>
          )}
        </p>
      )}
      {days.map(({ day, entries }) => (
        <section key={day}>
          <h3 className={classes.date}>
            <DayText at={entries[0]!.items[0]!.at} />
          </h3>
          <ol className={classes.list}>
            {entries.map(({ items }) =>
              items.length > 2 ? (
                <PageRun key={items[0]!.id} items={items} />
              ) : (
                items.map((item) => <TimelineRow key={item.id} item={item} />)
              ),
            )}
          </ol>
        </section>
      ))}
      <MoreRows query={query} />
    </section>
  )
}
