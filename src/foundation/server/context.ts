import { type Kysely, sql } from 'kysely'
import type { Database } from './database/tables.generated.ts'
import { beginRecording, writeRecorded } from './events/record.ts'
import { wakeReaders } from './events/wake.ts'
import type { Log } from './log.ts'
import type { Services } from './services.ts'

export type Actor =
  | { type: 'member'; id: string; name: string }
  | { type: 'api-key'; id: string; name: string }
  | { type: 'visitor'; id: string }
  | { type: 'customer'; id: string }
  /** The product itself; `id` says which part. */
  | { type: 'system'; id: string }

/** What of a workspace an actor sees; what one may do is `can`. */
export type Sight = {
  /** Conversations of everybody, or only those of one's own teams; and their customers. */
  conversations: 'all' | 'own-teams'
  /** Whether addresses and telephone numbers are shown. */
  contact: boolean
}
export const fullSight: Sight = { conversations: 'all', contact: true }

/** What a command or query is given; the same shape for a click, a script, a job and a reader. */
export type Context = {
  db: Kysely<Database>
  workspaceId: string
  actor: Actor
  can: ReadonlySet<string>
  /** Teams the actor is in. */
  teamIds: readonly string[]
  sight: Sight
  /** Where the request came from, as the audit log keeps it; none for what no request asked for. */
  network?: string | undefined
  now: Date
  log: Log
  services: Services
}

/** Runs `work` in one transaction; inside, only the inner context is in reach. Joins one already begun. */
export const inTransaction = async <C extends Context, T>(
  ctx: C,
  work: (ctx: C) => Promise<T>,
): Promise<T> => {
  if (ctx.db.isTransaction) return work(ctx)
  let recorded: readonly string[] = []
  const result = await ctx.db.transaction().execute(async (db) => {
    beginRecording(db)
    const result = await work({ ...ctx, db })
    recorded = await writeRecorded(db)
    return result
  })
  // Only after the commit is there something to see.
  wakeReaders(recorded)
  return result
}

export const systemContext = (
  services: Services,
  workspaceId: string,
  part: string,
  db = services.db,
): Context => ({
  db,
  workspaceId,
  actor: { type: 'system', id: part },
  can: new Set(),
  teamIds: [],
  sight: fullSight,
  now: new Date(),
  log: services.log,
  services,
})

/** What each open transaction holds, so that it asks for nothing twice. */
const lockedIn = new WeakMap<object, Set<string>>()

/** Serialises what would otherwise race on the same words, until the transaction ends. */
export const lockWords = async (ctx: Context, ...words: string[]) => {
  const text = [ctx.workspaceId, ...words].join('\u0001')
  const held = lockedIn.get(ctx.db) ?? new Set()
  if (held.has(text)) return
  await sql`select pg_advisory_xact_lock(hashtextextended(${text}, 0))`.execute(ctx.db)
  if (ctx.db.isTransaction) lockedIn.set(ctx.db, held.add(text))
}
