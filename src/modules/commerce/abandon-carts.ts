import { sql } from 'kysely'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import { recordAll } from '../../foundation/server/events/record.ts'
import type { Loop } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'
import { cartAbandoned } from './events.ts'

const everyMs = 60_000
const atOnce = 500

type Left = {
  workspaceId: string
  id: string
  customerId: string | null
  value: number | null
  currency: string | null
}

/** Carts that nobody touched for an hour, up to `now`; how many. Several processes may run it. */
export const abandonCarts = async (services: Services, now = new Date()) => {
  const ctx = systemContext(services, '', 'carts')
  return inTransaction(ctx, async ({ db }) => {
    const { rows } = await sql<Left>`
      update cart c set state = 'abandoned', abandoned_at = ${now} from (
        select workspace_id, id from cart where state in ('open', 'checkout') and last_at < ${now}::timestamptz - interval '1 hour'
        order by last_at limit ${atOnce} for update skip locked) k
      where c.workspace_id = k.workspace_id and c.id = k.id
      returning c.workspace_id as "workspaceId", c.id, c.customer_id as "customerId", c.total as value, c.currency`.execute(
      db,
    )
    for (const [workspaceId, carts] of Map.groupBy(rows, (row) => row.workspaceId))
      await recordAll(
        systemContext(services, workspaceId, 'carts', db),
        cartAbandoned,
        carts.map(({ id, customerId, value, currency }) => ({
          subjects: customerId ? { customerId } : {},
          facts: { id, value, currency },
        })),
      )
    return rows.length
  })
}

export const watchCarts: Loop = {
  name: 'abandoned-carts',
  start: (services) => {
    let running: Promise<void> | undefined
    const look = async () => {
      try {
        while ((await abandonCarts(services)) === atOnce);
      } catch (error) {
        services.log.warn({ error: (error as Error).message }, 'carts could not be looked through')
      }
      running = undefined
    }
    const timer = setInterval(() => {
      running ??= look()
    }, everyMs)
    return {
      stop: async () => {
        clearInterval(timer)
        await running
      },
    }
  },
}
