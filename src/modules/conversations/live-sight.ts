import { type Kysely, sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import type { LogEvent } from '../../foundation/server/events/read-log.ts'
import type { Ephemeral } from '../../foundation/server/events/wake.ts'
import type { LiveItem } from '../../foundation/server/live/hub.ts'
import { isLimited } from '../members/index.ts'
import { conversationAssigned } from './events.ts'
import { hideInMessage } from './queries/show-message.ts'

type WholeMessage = Parameters<typeof hideInMessage>[0]

/** Whose matter each event is. An event that is not in here is nobody's, so that what was forgotten stays hidden. */
const teamsOf = new WeakMap<LogEvent, readonly string[]>()

/** Notes which teams an event concerns now: its conversation's; without one, those that its customer writes with. */
export const noteTeams = async (db: Kysely<Database>, events: readonly LogEvent[]) => {
  const keyOf = ({ workspaceId, conversationId, customerId }: LogEvent) =>
    conversationId || customerId ? `${workspaceId} ${conversationId ?? customerId}` : undefined
  const wanted = new Map(
    events.flatMap((event) => {
      const key = keyOf(event)
      return key ? [[key, event] as const] : []
    }),
  )
  if (wanted.size === 0) return
  const pairs = (column: 'conversationId' | 'customerId', but?: 'conversationId') => {
    const of = [...wanted.values()].filter((event) => event[column] && !(but && event[but]))
    return sql`unnest(${of.map((event) => event.workspaceId)}::uuid[], ${of.map((event) => event[column])}::uuid[])`
  }
  const { rows } = await sql<{ key: string; team: string }>`
    select w.workspace_id || ' ' || w.id as key, c.team_id as team
    from ${pairs('conversationId')} as w (workspace_id, id)
    join conversation c on c.workspace_id = w.workspace_id and c.id = w.id where c.team_id is not null
    union all
    select distinct w.workspace_id || ' ' || w.id, c.team_id
    from ${pairs('customerId', 'conversationId')} as w (workspace_id, id)
    join conversation c on c.workspace_id = w.workspace_id and c.customer_id = w.id where c.team_id is not null`.execute(
    db,
  )
  const teams = Map.groupBy(rows, (row) => row.key)
  for (const event of events) {
    const key = keyOf(event)
    if (key)
      teamsOf.set(
        event,
        (teams.get(key) ?? []).map((row) => row.team),
      )
  }
}

/** What is of no customer's and everybody works with. */
const common = /^(label|team|member|workspace)\./

type Seen = { kind: string; body: Record<string, unknown> }

/** What the reader is shown of an event: all, without addresses, that it left their sight, or nothing. */
export const showTo = (ctx: Context, { event, body }: LiveItem): Seen | undefined => {
  const own = (id: unknown) => ctx.teamIds.includes(String(id))
  if (isLimited(ctx) && !teamsOf.get(event)?.some(own)) {
    const { conversationId, customerId, kind, facts } = event
    if (kind === conversationAssigned.kind && own(facts.fromTeamId))
      return { kind: 'conversation.left', body: { at: event.at.toISOString(), conversationId } }
    if (conversationId || customerId || !common.test(kind)) return undefined
  }
  return { kind: event.kind, body: ctx.sight.contact ? body : withoutContact(body) }
}

const hidden = new WeakMap<LiveItem['body'], LiveItem['body']>()

/** Made once for all who may not see addresses, so that it is written as text once, too. */
const withoutContact = (body: LiveItem['body']) => {
  if (!body.message) return body
  const known = hidden.get(body) ?? {
    ...body,
    message: hideInMessage(body.message as WholeMessage),
  }
  hidden.set(body, known)
  return known
}

/** Older than any transaction that was still open when the reader was looked up. */
const settledMs = 60_000

/** Whether the reader sees more or less from this event on, so that they must be looked up again. */
export const changesSight = (ctx: Context, { kind, facts, at }: LogEvent) =>
  at.getTime() > ctx.now.getTime() - settledMs &&
  (isLimited(ctx) && kind.startsWith('team.')
    ? true
    : (kind === 'member.role_changed' && facts.memberId === ctx.actor.id) ||
      // Whoever has none yet comes back only with one.
      (kind === 'workspace.updated' && (facts.fields as string[]).includes('secondFactorRequired')))

/** Presence and typing carry the conversation's team, because there is no time to ask. */
export const showNowTo = (ctx: Context, news: Ephemeral) => {
  if (news.for === 'visitor') return undefined
  return isLimited(ctx) && !ctx.teamIds.includes(String(news.teamId)) ? undefined : news
}
