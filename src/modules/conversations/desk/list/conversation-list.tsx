import { useRef } from 'react'
import { useReadPages } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { JumpButton } from '../../../../foundation/browser/ui/jump-button.tsx'
import { listConversations } from '../../contract.ts'
import { inboxRoute } from '../inbox-routes.ts'
import classes from './conversation-list.module.css'
import { ConversationRowLink } from './conversation-row.tsx'
import { ListBar } from './list-bar.tsx'
import { ListEmpty } from './list-empty.tsx'
import { listInput } from './list-input.ts'
import { ListSkeleton } from './list-skeleton.tsx'
import { useListCommands } from './use-list-commands.ts'
import { useListCursor } from './use-list-cursor.ts'
import { useSteadyRows } from './use-steady-rows.ts'

/** The conversations of a view, latest first. */
export const ConversationList = ({ openId }: { openId: string | undefined }) => {
  const t = useText()
  const search = inboxRoute.useSearch()
  const query = useReadPages(listConversations, listInput(search))
  const searchField = useRef<HTMLInputElement>(null)
  const { scroller, virtual, newAbove, toTop } = useSteadyRows(query)
  const cursor = useListCursor(query.rows, openId, virtual)
  useListCommands({ rows: query.rows, openId, cursor, searchField })
  const { rows } = query
  return (
    <>
      <ListBar search={search} searchField={searchField} toRows={() => cursor.move(0)} />
      <ErrorNote error={query.error} retry={query.refetch} />
      {query.isPending && <ListSkeleton />}
      {query.isSuccess && rows.length === 0 && <ListEmpty search={search} />}
      <div className={classes.frame}>
        {newAbove > 0 && (
          <JumpButton to="top" text={t('inbox.new-above', { count: newAbove })} run={toTop} />
        )}
        <div ref={scroller} className={classes.scroller} tabIndex={-1}>
          <ul className={classes.rows} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ key, index, start, size }) => (
              <li
                key={key}
                className={classes.place}
                style={{ height: size, transform: `translateY(${start}px)` }}
                aria-setsize={query.hasNextPage ? -1 : rows.length}
                aria-posinset={index + 1}
              >
                <ConversationRowLink
                  row={rows[index]!}
                  isOpen={rows[index]!.id === openId}
                  isAt={rows[index]!.id === cursor.id}
                  onFocus={cursor.put}
                />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </>
  )
}
