import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { claimStates, deliveryStates, orderStates, returnStates } from '../shapes/contract.ts'

export type Kind = 'order' | 'delivery' | 'return' | 'claim'
/** Of an order: something else of it was changed. No state that it could stand at. */
export const updated = 'updated'
/** A state that was come to. `key` tells several refunds or changes of one order apart. */
export type Said = { state: string; at: Date; key?: string; amount?: number | null }
export type Step = {
  id: string
  kind: Kind
  subjectId: string
  orderId: string | null
  customerId: string | null
  state: string
  key: string
  at: Date
  currency: string | null
  amount: number | null
  derived: boolean
  trackedEventId: string | null
}

const ranks: Record<Kind, readonly string[]> = {
  order: orderStates,
  delivery: deliveryStates,
  return: returnStates,
  claim: claimStates,
}
export const firstOf = (kind: Kind) => ranks[kind][0]!
const rankOf = (kind: Kind, state: string) => ranks[kind].indexOf(state)

/** The furthest of these states, and since when. */
export const furthest = (kind: Kind, steps: readonly Pick<Step, 'state' | 'at'>[]) =>
  steps.reduce((best, step) =>
    rankOf(kind, step.state) > rankOf(kind, best.state) ||
    (step.state === best.state && step.at < best.at)
      ? step
      : best,
  )

export const stepKey = ({ state, key = '' }: Pick<Said, 'state' | 'key'>) => `${state} ${key}`

export const makeStep = (
  of: Pick<Step, 'kind' | 'subjectId' | 'orderId' | 'customerId'> & Partial<Step>,
  { state, at, key = '', amount = null }: Said,
): Step => ({
  currency: null,
  derived: false,
  trackedEventId: null,
  ...of,
  id: newId(),
  state,
  at,
  key,
  amount,
})

/** Steps so far, by what they are of. */
export const readSteps = async (ctx: Context, ids: readonly string[]) => {
  const { rows } = await sql<Step>`
    select id, kind, subject_id as "subjectId", order_id as "orderId", customer_id as "customerId", state, key, at,
      currency, amount, derived, tracked_event_id as "trackedEventId"
    from order_step where workspace_id = ${ctx.workspaceId} and subject_id = any(${[...ids]}::uuid[])
    order by at, id`.execute(ctx.db)
  return Map.groupBy(rows, (row) => row.subjectId)
}

export const insertSteps = async (ctx: Context, steps: readonly Step[]) => {
  if (steps.length === 0) return
  await sql`
    insert into order_step (workspace_id, id, kind, subject_id, order_id, customer_id, state, key, at, currency, amount,
      derived, tracked_event_id, created_at)
    select ${ctx.workspaceId}::uuid, id, kind, "subjectId", "orderId", "customerId", state, key, at, currency, amount,
      derived, "trackedEventId", ${ctx.now}
    from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as x(id uuid, kind text, "subjectId" uuid, "orderId" uuid,
      "customerId" uuid, state text, key text, at timestamptz, currency text, amount bigint, derived boolean,
      "trackedEventId" uuid)
    on conflict do nothing`.execute(ctx.db)
}
