import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { consentRecorded } from './events.ts'

export type State = 'given' | 'refused' | 'withdrawn' | 'pending'
/** Whose lines: of a customer and everybody merged into them, and of the identifiers they have. */
export type Whose = { ids: readonly string[]; identifierIds: readonly string[] }
export type Line = {
  id: string
  customer_id: string
  identifier_id: string | null
  /** The record it belonged to before any merge. */
  holder: string
  purpose_id: string
  channel: string
  state: State
  wording_id: string | null
  source: string
  evidence: Record<string, unknown>
  actor_type: string
  actor_id: string
  at: Date
}

/** A line with an identifier belongs to whomever that belongs to; any other to the customer it was written for. */
export const belongsTo = ({ ids, identifierIds }: Whose) => sql<boolean>`(
  c.identifier_id = any(${[...identifierIds]}::uuid[])
  or c.identifier_id is null and c.customer_id = any(${[...ids]}::uuid[]))`

const lineColumns = sql`c.id, c.customer_id, c.identifier_id, c.purpose_id, c.channel, c.state, c.wording_id, c.source,
  c.evidence, c.actor_type, c.actor_id, c.at, coalesce(i.home_id, i.customer_id, c.customer_id) as holder`

/** Newest first, strictly before `before`. */
export const readLines = async (
  ctx: Context,
  whose: Whose,
  { before, limit }: { before?: { at: Date; id: string } | undefined; limit: number },
): Promise<Line[]> => {
  const { rows } = await sql<Line>`
    select ${lineColumns} from consent c
    left join identifier i on i.workspace_id = c.workspace_id and i.id = c.identifier_id
    where c.workspace_id = ${ctx.workspaceId} and ${belongsTo(whose)}
      ${before ? sql`and (c.at, c.id::text collate "C") < (${before.at}, ${before.id})` : sql``}
    order by c.at desc, c.id::text collate "C" desc limit ${limit}`.execute(ctx.db)
  return rows
}

/** The latest line of each record, purpose, channel and address: all that decides what stands. */
export const readLatest = async (ctx: Context, whose: Whose): Promise<Line[]> => {
  const { rows } = await sql<Line>`
    select distinct on (holder, c.purpose_id, c.channel, c.identifier_id) ${lineColumns} from consent c
    left join identifier i on i.workspace_id = c.workspace_id and i.id = c.identifier_id
    where c.workspace_id = ${ctx.workspaceId} and ${belongsTo(whose)}
    order by holder, c.purpose_id, c.channel, c.identifier_id, c.at desc, c.id desc limit 5000`.execute(
    ctx.db,
  )
  return rows
}

export type NewLine = {
  customerId: string
  identifierId?: string | null
  purposeId: string
  channel: string
  state: State
  wordingId?: string | null
  source: string
  evidence?: Record<string, string>
  at?: Date
}

/** Adds a line; inside the caller's transaction. */
export const addLine = async (ctx: Context, line: NewLine): Promise<string> => {
  const id = newId()
  await ctx.db
    .insertInto('consent')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      customer_id: line.customerId,
      identifier_id: line.identifierId ?? null,
      purpose_id: line.purposeId,
      channel: line.channel,
      state: line.state,
      wording_id: line.wordingId ?? null,
      source: line.source,
      evidence: JSON.stringify(line.evidence ?? {}),
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      at: line.at ?? ctx.now,
    })
    .execute()
  await record(
    ctx,
    consentRecorded,
    { customerId: line.customerId },
    { consentId: id, purposeId: line.purposeId, channel: line.channel, state: line.state },
  )
  return id
}
