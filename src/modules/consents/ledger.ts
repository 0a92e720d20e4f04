import { createHash } from 'node:crypto'
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
  /** Of `lineIdOf`, where the same may be told twice. */
  id?: string | undefined
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

/** The same of the same words (RFC 9562 version 8), so that what they tell of stands in the ledger once. */
export const lineIdOf = (...words: string[]) => {
  const bytes = createHash('sha256').update(words.join('\u0001')).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Adds a line; inside the caller's transaction. Not `isNew` when it was there already: then nothing is added. */
export const addLine = async (
  ctx: Context,
  line: NewLine,
): Promise<{ id: string; isNew: boolean }> => {
  const id = line.id ?? newId()
  const made = await ctx.db
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
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return { id, isNew: false }
  await record(
    ctx,
    consentRecorded,
    { customerId: line.customerId },
    { consentId: id, purposeId: line.purposeId, channel: line.channel, state: line.state },
  )
  return { id, isNew: true }
}
