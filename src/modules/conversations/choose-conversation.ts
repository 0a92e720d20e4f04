import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

export type Chosen = {
  /** Undefined: a new one is to be opened. */
  conversationId: string | undefined
  /** The provider's own grouping it continues, if it does. */
  threadId: string | undefined
  reason: 'thread' | 'recent' | 'new'
  /** The conversation it spoke of without being a participant. */
  followsId: string | undefined
}

export type Arriving = {
  connectionId: string
  customerId: string
  identifierId: string
  /** The thread itself, when the channel knows it (a visitor's session), by its name or already read. */
  threadKey: string | undefined
  thread?: Thread | undefined
  /** Provider ids of earlier messages it answers, nearest first. */
  references: readonly string[]
  /** The sender's address, to find it among a thread's recipients. */
  address: string | undefined
  /** The provider's id of the message itself. */
  providerId?: string | undefined
  /** Belongs to no earlier conversation. */
  alone: boolean
}

const mostReferences = 50

/**
 * Which conversation a message joins. In order: its own thread, if the sender is a participant; none, if it is the
 * same mail as another mailbox got; else the customer's only open conversation with a message within the
 * workspace's window; else none.
 */
export const chooseConversation = async (ctx: Context, arriving: Arriving): Promise<Chosen> => {
  const fresh = { conversationId: undefined, threadId: undefined, reason: 'new' as const }
  const thread = arriving.thread ?? (await findThread(ctx, arriving))
  if (arriving.alone) return { ...fresh, followsId: thread?.conversation_id }
  if (thread && (await isParticipant(ctx, thread, arriving))) {
    return {
      conversationId: thread.conversation_id,
      threadId: thread.id,
      reason: 'thread',
      followsId: undefined,
    }
  }
  // One mail to two of our mailboxes is a case for each, linked.
  const twin = await findTwin(ctx, arriving)
  if (twin) return { ...fresh, followsId: twin }
  const recent = await findRecent(ctx, arriving.customerId)
  if (recent)
    return { conversationId: recent, threadId: undefined, reason: 'recent', followsId: undefined }
  // A stranger who quotes a reference gets a conversation of their own, linked for staff.
  return { ...fresh, followsId: thread?.conversation_id }
}

export type Thread = { id: string; conversation_id: string; identifier_id: string }

const findThread = async (
  ctx: Context,
  { connectionId, threadKey, references }: Arriving,
): Promise<Thread | undefined> => {
  const columns = ['thread.id', 'thread.conversation_id', 'thread.identifier_id'] as const
  if (threadKey) {
    const own = await ctx.db
      .selectFrom('thread')
      .select(columns)
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', connectionId)
      .where('key', '=', threadKey)
      .executeTakeFirst()
    if (own) return own
  }
  const nearest = references.slice(0, mostReferences)
  if (nearest.length === 0) return undefined
  const { rows } = await sql<Thread>`
    select t.id, t.conversation_id, t.identifier_id
    from unnest(${nearest}::text[]) with ordinality r (provider_id, place)
    join message m on m.workspace_id = ${ctx.workspaceId} and m.provider_id = r.provider_id
    join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    where t.connection_id = ${connectionId}
    order by r.place, m.created_at desc limit 1`.execute(ctx.db)
  return rows[0]
}

/** The same message as another mailbox of ours got it, from the same customer. */
const findTwin = async (ctx: Context, { connectionId, customerId, providerId }: Arriving) => {
  if (!providerId) return undefined
  const { rows } = await sql<{ conversation_id: string }>`
    select m.conversation_id from message m
    join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
    join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where m.workspace_id = ${ctx.workspaceId} and m.provider_id = ${providerId} and m.direction = 'in'
      and t.connection_id <> ${connectionId} and c.customer_id = ${customerId}
    order by m.created_at limit 1`.execute(ctx.db)
  return rows[0]?.conversation_id
}

/** The thread's own person, another identifier of that customer, or somebody the thread was addressed to. */
const isParticipant = async (ctx: Context, thread: Thread, arriving: Arriving) => {
  if (thread.identifier_id === arriving.identifierId) return true
  const { rows } = await sql<{ yes: boolean }>`select (
    exists (select 1 from identifier i where i.workspace_id = ${ctx.workspaceId}
      and i.id = ${thread.identifier_id} and i.customer_id = ${arriving.customerId} and i.trust = 'verified')
    or exists (select 1 from message m where m.workspace_id = ${ctx.workspaceId} and m.thread_id = ${thread.id}
      and ${arriving.address ?? ''} <> '' and (
        m.to_addresses @> jsonb_build_array(jsonb_build_object('address', ${arriving.address ?? ''}::text))
        or m.cc_addresses @> jsonb_build_array(jsonb_build_object('address', ${arriving.address ?? ''}::text))))
    ) as yes`.execute(ctx.db)
  return rows[0]!.yes
}

const findRecent = async (ctx: Context, customerId: string): Promise<string | undefined> => {
  const open = await ctx.db
    .selectFrom('conversation')
    .innerJoin('workspace', 'workspace.id', 'conversation.workspace_id')
    .select('conversation.id')
    .where('conversation.workspace_id', '=', ctx.workspaceId)
    .where('conversation.customer_id', '=', customerId)
    .where('status', '=', 'open')
    .where('message_count', '>', 0)
    .select(
      sql<boolean>`last_message_at > ${ctx.now}::timestamptz - make_interval(hours => workspace.join_window_hours)`.as(
        'is_recent',
      ),
    )
    .limit(2)
    .execute()
  return open.length === 1 && open[0]!.is_recent ? open[0]!.id : undefined
}
