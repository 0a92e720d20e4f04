import { sql } from 'kysely'
import type { Context } from './context.ts'
import { newId } from './uuid.ts'

type Audited = {
  /** What it was done to: `member`, `team`, `api-key`, `connection`, `customer` …, by id. */
  object?: { type: string; id: string }
  /** Ids, codes, counts and names of fields; never what a person wrote, is called or is reached by. */
  facts?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
  /** `refused` when somebody tried and could not. */
  outcome?: 'done' | 'refused'
}

/** The sample's own people and teams come and go with it: that is told once, as what somebody did. */
const unheard = new Set(['sample'])

/**
 * Adds a line to the audit log, in the transaction of the act: rolled back, it never happened. `act` is one of `acts` in
 * the audit module's contract and has the text `audit.act.<act>`. The context says who, in which workspace, and from
 * which network (an HTTP request's; `{ ...ctx, network }` carries it over to another context).
 */
export const audit = async (
  ctx: Context,
  act: string,
  { object, facts = {}, outcome = 'done' }: Audited = {},
): Promise<void> => {
  const { actor } = ctx
  if (actor.type === 'system' && unheard.has(actor.id)) return
  await ctx.db
    .insertInto('audit_entry')
    .values({
      workspace_id: ctx.workspaceId,
      id: newId(),
      // The database's clock, so that no context that tells of the past moves a line there; as fine as a cursor.
      at: sql<Date>`date_trunc('milliseconds', now())`,
      act,
      outcome,
      actor_type: actor.type,
      actor_id: actor.id,
      object_type: object?.type ?? null,
      object_id: object?.id ?? null,
      facts: JSON.stringify(facts),
      network: ctx.network ?? null,
    })
    .execute()
}
