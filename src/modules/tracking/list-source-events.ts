import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { isLimited } from '../members/index.ts'
import type * as contract from './contract.ts'
import { ownerThen } from './owner-then.ts'

/** Of the log, so much is looked at for one page: no index by source slows the taking of events down. */
const looked = 20_000

type Place = { tx: string; number: string }
type Row = Place & z.input<typeof contract.SourceEvent>

/**
 * What a source sent, last received first. A page may be short where other sources sent much in between; `next` goes on.
 * Errors: `input.bad_cursor`.
 */
export const listSourceEvents = async (
  ctx: Context,
  { id, after, limit }: z.output<typeof contract.listSourceEvents.input>,
) => {
  // What a site sent is of whomever: not for those from whom anything is kept.
  if (isLimited(ctx) || !ctx.sight.contact) return { data: [], next: null }
  const before = readPlace(after)
  const behind = before
    ? sql`where (tx, number) < (${before.tx}::text::xid8, ${before.number}::bigint)`
    : sql``
  const latest = sql`select tx, number, workspace_id, source_id, id, received_at from tracked_event
    ${behind} order by tx desc, number desc limit ${looked}`
  const { rows: ends } = await sql<Place & { isFull: boolean }>`
    select (array_agg(tx::text order by tx, number))[1] as tx, (array_agg(number order by tx, number))[1] as number,
      count(*) = ${looked} as "isFull" from (${latest}) as latest`.execute(ctx.db)
  const { rows } = await sql<Row>`
    select latest.tx::text as tx, latest.number, e.id, e.kind, e.name, e.at, e.received_at as "receivedAt",
      coalesce(e.context #>> '{page,url}', e.properties ->> 'url') as url,
      (select ${ownerThen(sql`e.at`)} from identifier where identifier.workspace_id = e.workspace_id
        and identifier.type = case when e.user_id is null then 'anonymous_id' else 'user_id' end
        and identifier.value = coalesce(e.user_id, e.anonymous_id) limit 1) as "customerId"
    from (${latest}) as latest
    join tracked_event e on e.workspace_id = latest.workspace_id and e.id = latest.id
      and e.received_at = latest.received_at
    where latest.workspace_id = ${ctx.workspaceId} and latest.source_id = ${id}
    order by latest.tx desc, latest.number desc limit ${limit + 1}`.execute(ctx.db)
  const data = rows.slice(0, limit)
  const [end] = ends
  const last = rows.length > limit ? data.at(-1) : end?.isFull ? end : undefined
  return {
    data: data.map(({ tx: _, number: __, ...event }) => event),
    next: last ? `${last.tx}.${last.number}` : null,
  }
}

const readPlace = (text: string | undefined): Place | undefined => {
  if (text === undefined) return undefined
  const [, tx, number] = /^(\d{1,20})\.(\d{1,18})$/.exec(text) ?? []
  if (!tx || !number) throw new AppError('invalid', 'input.bad_cursor')
  return { tx, number }
}
