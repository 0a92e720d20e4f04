import { type ReactNode, useRef } from 'react'
import type { CallError } from '../../client.ts'
import { useCommands } from '../../commands.tsx'
import { useText } from '../../texts.tsx'
import { EmptyState } from '../empty-state.tsx'
import { ErrorNote } from '../error-note.tsx'
import { Loading } from '../loading.tsx'
import { PageTitle } from '../page-title.tsx'
import { SearchField } from '../search-field.tsx'
import { ListRows, type Pages } from './list-rows.tsx'
import classes from './list-screen.module.css'

/**
 * A long list that is looked through: `j` and `k` go along its rows, `/` to the search, Escape from there to the rows.
 * `name` begins the ids of its texts: title, search, next, previous, none, none-text, none-found, none-found-text.
 * `head` places the search field beside what else stands at the end of the title; `above` stands before the rows.
 */
export const ListScreen = <Row extends { id: string }>({
  name,
  search,
  find,
  narrowed = Boolean(search),
  query,
  head = (field) => field,
  above,
  children,
}: {
  name: string
  search: string | undefined
  find: (text: string | undefined) => void
  narrowed?: boolean
  query: Pages<Row> & {
    isPending: boolean
    isSuccess: boolean
    error: CallError | null
    refetch: () => unknown
  }
  head?: (field: ReactNode) => ReactNode
  above?: ReactNode
  children: (row: Row) => ReactNode
}) => {
  const t = useText()
  const field = useRef<HTMLInputElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const step = (by: number) => {
    const rows = [...(scroller.current?.querySelectorAll('a') ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLAnchorElement)
    rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus()
  }
  const command = (id: string, keys: string, run: () => void) => ({
    id: `${name}.${id}`,
    text: t(`${name}.${id}`),
    keys,
    group: t(`${name}.title`),
    run,
  })
  useCommands([
    { ...command('next', 'j', () => step(1)), hidden: true },
    { ...command('previous', 'k', () => step(-1)), hidden: true },
    command('search', '/', () => field.current?.select()),
  ])
  const none = narrowed ? 'none-found' : 'none'
  return (
    <div className={classes.screen}>
      <PageTitle title={t(`${name}.title`)}>
        {head(
          <SearchField
            ref={field}
            className={classes.search}
            text={t(`${name}.search`)}
            search={search}
            find={find}
            leave={() => (query.rows.length > 0 ? step(1) : scroller.current?.focus())}
          />,
        )}
      </PageTitle>
      {above}
      <ErrorNote error={query.error} retry={query.refetch} />
      {query.isPending && <Loading rows={8} height={48} />}
      {query.isSuccess && query.rows.length === 0 && (
        <EmptyState title={t(`${name}.${none}`)} text={t(`${name}.${none}-text`)} />
      )}
      <ListRows scroller={scroller} query={query}>
        {children}
      </ListRows>
    </div>
  )
}
