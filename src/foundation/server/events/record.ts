import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { EventDefinition } from './define-event.ts'

const kindsIn = new WeakMap<object, Set<string>>()

/** The kinds of what this transaction recorded; asked once, at its end. */
export const takeRecorded = (db: object): readonly string[] => {
  const kinds = kindsIn.get(db)
  kindsIn.delete(db)
  return kinds ? [...kinds] : []
}

export type Subjects = {
  customerId?: string
  conversationId?: string
  threadId?: string
  messageId?: string
}

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
  if (!ctx.db.isTransaction) throw new Error(`${definition.kind} recorded outside a transaction`)
  if (entries.length === 0) return
  const row = ({ subjects, facts, at = ctx.now }: (typeof entries)[number]) => ({
    workspace_id: ctx.workspaceId,
    at,
    kind: definition.kind,
    actor_type: ctx.actor.type,
    actor_id: ctx.actor.id,
    customer_id: subjects.customerId ?? null,
    conversation_id: subjects.conversationId ?? null,
    thread_id: subjects.threadId ?? null,
    message_id: subjects.messageId ?? null,
    facts: JSON.stringify(definition.facts.parse(facts)),
  })
  await ctx.db.insertInto('event').values(entries.map(row)).execute()
  kindsIn.set(ctx.db, (kindsIn.get(ctx.db) ?? new Set()).add(definition.kind))
}
