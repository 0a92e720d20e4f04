import { sql } from 'kysely'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { defineJob } from '../../../foundation/server/jobs/jobs.ts'
import { type Person, personalData } from '../../customers/index.ts'
import { forgetCopies } from '../copies/copies.ts'
import { personErased } from '../events.ts'
import { writeTombstones } from './keep-tombstones.ts'

/** So much that a step is over within two seconds: what is written elsewhere must not wait for it. */
const atOnce = 200

const setErasure = (ctx: Context, id: string, columns: Record<string, unknown>) =>
  ctx.db
    .updateTable('erasure')
    .set(columns)
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .execute()

/** What was asked for is done, if it was asked for. */
const closeRequest = (ctx: Context, erasureId: string) =>
  sql`update privacy_request r set state = 'done', closed_at = ${ctx.now} from erasure e
    where e.workspace_id = ${ctx.workspaceId} and e.id = ${erasureId}
      and r.workspace_id = e.workspace_id and r.id = e.request_id and r.closed_at is null`.execute(
    ctx.db,
  )

const inOrder = () => {
  const kinds = personalData()
  return [...kinds.filter(({ last }) => !last), ...kinds.filter(({ last }) => last)]
}

/**
 * Takes a person away kind by kind, each step a short transaction of its own or a part of the caller's. Whatever ends it,
 * the next try does what is left: a step that was done finds nothing. `at` is told each step before it begins.
 */
export const takeAway = async (
  ctx: Context,
  erasureId: string,
  person: Person,
  { signal, at }: { signal?: AbortSignal; at?: (step: string) => void } = {},
) => {
  for (const kind of inOrder()) {
    at?.(kind.name)
    await setErasure(ctx, erasureId, { step: kind.name, state: 'working', problem_code: null })
    for (let more = true; more; ) {
      if (signal?.aborted) throw new Error('stopping; the rest is for the next start')
      ;({ more } = await inTransaction({ ...ctx, now: new Date() }, (ctx) =>
        kind.erase(ctx, person, { limit: atOnce }),
      ))
    }
  }
  // One may have been begun meanwhile.
  await forgetCopies(ctx.services, { workspaceId: ctx.workspaceId, customerIds: person.ids })
  await inTransaction({ ...ctx, now: new Date() }, async (ctx) => {
    await setErasure(ctx, erasureId, {
      person: null,
      step: null,
      state: 'done',
      finished_at: ctx.now,
    })
    await closeRequest(ctx, erasureId)
    await record(ctx, personErased, {}, { erasureId, customerIds: [...person.ids] })
  })
}

export const erasePerson = defineJob<{ erasureId: string }>({
  name: 'erase-person',
  run: async ({ workspaceId, erasureId }, { services, attempt, maxAttempts, signal }) => {
    const ctx = systemContext(services, workspaceId, 'privacy')
    const row = await ctx.db
      .selectFrom('erasure')
      .select(['person', 'state'])
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', erasureId)
      .executeTakeFirst()
    if (!row?.person || row.state === 'done') return
    const person = row.person as Person
    let step = 'tombstones'
    try {
      // Out of the database's reach before anything goes, so that no restore can bring back what is erased now.
      await writeTombstones(services)
      await forgetCopies(services, { workspaceId, customerIds: person.ids })
      const at = (name: string) => {
        step = name
      }
      await takeAway(ctx, erasureId, person, { signal, at })
    } catch (error) {
      services.log.warn(
        { erasure: erasureId, step, error: (error as Error).message },
        'an erasure stopped on its way; trying again',
      )
      if (attempt >= maxAttempts && !signal.aborted)
        await setErasure(ctx, erasureId, {
          state: 'failed',
          problem_code: 'privacy.erasure_failed',
        })
      throw error
    }
  },
})
