import { useState } from 'react'
import { useReadPages } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { DayText } from '../../../foundation/browser/ui/day-text.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { listTimeline } from '../contract.ts'
import { groupTimeline, joinOrders } from './group-timeline.ts'
import { MoreRows } from './more-rows.tsx'
import { PageRun } from './page-run.tsx'
import classes from './timeline.module.css'
import { type Item, TimelineRow } from './timeline-item.tsx'

/** What the chips narrow to, in the server's words. */
const filters = {
  all: undefined,
  messages: 'message,note',
  pages: 'page,screen,visit',
  orders: 'order',
  changes: 'customer,identifier,conversation,identify,group,alias',
} as const
type Filter = keyof typeof filters

/** What sites say in passing; who wants to know looks at the changes. */
const isQuiet = ({ kind, facts }: Item) =>
  ['identify', 'group', 'alias'].includes(kind) ||
  (kind === 'identifier.linked' && facts.trust === 'device')

/** Everything that happened with a customer, newest first. */
export const Timeline = ({ customerId }: { customerId: string }) => {
  const t = useText()
  const [filter, setFilter] = useState<Filter>('all')
  const query = useReadPages(listTimeline, { id: customerId, kinds: filters[filter], limit: 30 })
  const days = groupTimeline(
    filter === 'all' ? joinOrders(query.rows).filter((item) => !isQuiet(item)) : query.rows,
  )
  return (
    <section aria-label={t('timeline.title')}>
      <h3 className={classes.title}>{t('timeline.title')}</h3>
      <fieldset className={classes.filters} aria-label={t('timeline.filter')}>
        {(Object.keys(filters) as Filter[]).map((one) => (
          <button
            key={one}
            type="button"
            className={classes.filter}
            aria-pressed={filter === one}
            onClick={() => setFilter(one)}
          >
            {t(`timeline.filter.${one}`)}
          </button>
        ))}
      </fieldset>
      <ErrorNote error={query.error} retry={query.refetch} />
      {query.isPending && <Loading rows={4} height={36} />}
      {query.isSuccess && days.length === 0 && <p className={classes.none}>{t('timeline.none')}</p>}
      {days.map(({ day, entries }) => (
        <section key={day} className={classes.day}>
          <h4 className={classes.date}>
            <DayText at={entries[0]!.items[0]!.at} />
          </h4>
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
