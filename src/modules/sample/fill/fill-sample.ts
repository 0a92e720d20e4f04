import { sql } from 'kysely'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { defineJob } from '../../../foundation/server/jobs/jobs.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { hasSearched, searchDuplicates } from '../../customers/index.ts'
import { alone } from '../alone.ts'
import { readContent } from '../content.ts'
import { sampleFilled } from '../events.ts'
import type { Added } from '../get-sample.ts'
import { changeFacts, dropParts, listParts, lockPart } from '../keep-parts.ts'
import { clearAway, takeAway } from '../remove-sample.ts'
import { browseSite } from './browse-site.ts'
import type { Shop } from './make-shop.ts'
import { openShop } from './open-shop.ts'
import { planScenes } from './tell-scenes.ts'

type Begun = Added & { me: { id: string; name: string }; at: string; shop: Shop }

const patienceMs = 5_000

/**
 * Tells the shop's last four weeks in short transactions, each of which says how far it is. What was broken off is begun
 * afresh; what fails is taken away again.
 */
export const fillSample = defineJob({
  name: 'sample-fill',
  run: async ({ workspaceId }, { services, signal, log }) => {
    const ctx = systemContext(services, workspaceId, 'sample')
    await alone(ctx, patienceMs, async () => {
      try {
        await fill(ctx, signal)
      } catch (error) {
        if (signal.aborted) throw error
        log.error({ message: (error as Error).message }, 'the sample could not be filled')
        await takeAway(ctx)
      }
    })
  },
})

const fill = async (job: Context, signal: AbortSignal) => {
  const begun = await readBegun(job)
  if (!begun || begun.stop || begun.done === begun.total) return
  // It is told as of when it was asked for, however long that takes.
  const ctx = { ...job, now: new Date(begun.at) }
  if (begun.done! > 0) await startAfresh(ctx, begun)
  const { shop } = (await readBegun(job))!
  const content = readContent()
  const scenes = planScenes(ctx, shop, content)
  const total = scenes.length + 1
  for (const [done, tell] of scenes.entries()) {
    signal.throwIfAborted()
    const goesOn = await inTransaction(ctx, async (ctx) => {
      // A removal waits for this transaction, and this one sees whether one is asked for.
      if (!(await isWanted(ctx))) return false
      await changeFacts(ctx, 'added', ctx.workspaceId, { done: Math.max(done, 1), total })
      await tell(ctx)
      return true
    })
    if (!goesOn) return
  }
  if (!(await isWanted(ctx))) return
  await browseSite(ctx, shop, content)
  await findDuplicates(ctx, signal)
  await inTransaction(ctx, async (ctx) => {
    if (!(await isWanted(ctx))) return
    await changeFacts(ctx, 'added', ctx.workspaceId, { done: total, total })
    await record(ctx, sampleFilled, {}, {})
  })
}

const readBegun = async (ctx: Context) =>
  (await listParts(ctx, 'added'))[0]?.facts as Begun | undefined

const isWanted = async (ctx: Context) => {
  const added = await lockPart(ctx, 'added', ctx.workspaceId)
  return added !== undefined && !(added.facts as Added).stop
}

const startAfresh = async (ctx: Context, { me }: Begun) => {
  await clearAway(ctx)
  await inTransaction(ctx, async (ctx) => {
    for (const kind of shopParts) await dropParts(ctx, kind)
    await openShop(ctx, me)
  })
}

const shopParts = [
  'connection',
  'source',
  'label',
  'team',
  'member',
  'identifier',
  'group',
  'purpose',
  'request',
] as const

/** Nobody waits for a search of more. */
const mostSearched = 2000

/** So that the pairs are there at once, and not within the hour. A search of somebody else's finds them, too. */
const findDuplicates = async (ctx: Context, signal: AbortSignal) => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (
    select 1 from customer where workspace_id = ${ctx.workspaceId} limit ${mostSearched + 1}) c`.execute(
    ctx.db,
  )
  if (rows[0]!.count > mostSearched) return
  if (!(await hasSearched(ctx)))
    await changeFacts(ctx, 'added', ctx.workspaceId, { searched: true } satisfies Partial<Added>)
  try {
    await searchDuplicates({ ...ctx, now: new Date() }, { signal })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    ctx.log.warn({ code: error.code }, 'the sample was not searched for duplicates')
  }
}
