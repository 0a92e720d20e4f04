import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Database } from '../database/tables.generated.ts'
import type { EventDefinition } from './define-event.ts'

export type Subjects = {
  customerId?: string
  conversationId?: string
  threadId?: string
  messageId?: string
}

type Row = Record<string, unknown>

/** What each open transaction recorded: rows that are still to be written, and the kinds of all. */
const recordedIn = new WeakMap<object, { waiting: Row[]; kinds: Set<string> }>()

/** First thing in a transaction: it promises `writeRecorded` as its last. */
export const beginRecording = (db: Kysely<Database>) =>
  void recordedIn.set(db, { waiting: [], kinds: new Set() })

/** Writes the event in the transaction of the change it tells of: rolled back, it never happened. */
export const record = <F extends z.ZodType>(
  ctx: Context,
  definition: EventDefinition<F>,
  subjects: Subjects,
  facts: z.input<F>,
): Promise<void> => recordAll(ctx, definition, [{ subjects, facts }])

/** Several events of one kind at once, at most some thousand. */
export const recordAll = async <F extends z.ZodType>(
  ctx: Context,
  definition: EventDefinition<F>,
  entries: readonly { subjects: Subjects; facts: z.input<F>; at?: Date }[],
): Promise<void> => {
  const recorded = recordedIn.get(ctx.db)
  if (!recorded) throw new Error(`${definition.kind} recorded where nobody writes it`)
  if (entries.length === 0) return
  recorded.kinds.add(definition.kind)
  for (const { subjects, facts, at = ctx.now } of entries)
    recorded.waiting.push({
      workspace_id: ctx.workspaceId,
      at,
      kind: definition.kind,
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      customer_id: subjects.customerId,
      conversation_id: subjects.conversationId,
      thread_id: subjects.threadId,
      message_id: subjects.messageId,
      facts: definition.facts.parse(facts),
    })
}

/**
 * Writes what waits, all by one statement whatever their number; whoever opened a transaction calls it last thing.
 * Returns the kinds of all that was recorded, to wake their readers with after the commit.
 */
export const writeRecorded = async (db: Kysely<Database>): Promise<readonly string[]> => {
  const recorded = recordedIn.get(db)
  if (!recorded) return []
  const rows = recorded.waiting.splice(0)
  if (rows.length > 0)
    await sql`
      insert into event (workspace_id, at, kind, actor_type, actor_id, customer_id, conversation_id, thread_id,
        message_id, facts)
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (workspace_id uuid, at timestamptz,
        kind text, actor_type text, actor_id text, customer_id uuid, conversation_id uuid, thread_id uuid,
        message_id uuid, facts jsonb)`.execute(db)
  return [...recorded.kinds]
}
