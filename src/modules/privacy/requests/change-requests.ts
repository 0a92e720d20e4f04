import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { withdrawAll } from '../../consents/index.ts'
import { requireStanding } from '../../customers/index.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import type * as contract from '../contract.ts'
import { dueOn } from './deadline.ts'
import { requireRequest, todayOf } from './read-requests.ts'
import { getPrivacySettings } from './settings.ts'

const closed = new Set(['done', 'refused', 'withdrawn'])

/** Errors: `customer.missing`. */
export const createPrivacyRequest = (
  ctx: Context,
  input: z.output<typeof contract.createPrivacyRequest.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const id = newId()
    const customerId = input.customerId && (await requireStanding(ctx, input.customerId))
    const receivedOn = input.receivedOn ?? (await todayOf(ctx))
    await ctx.db
      .insertInto('privacy_request')
      .values({
        workspace_id: ctx.workspaceId,
        id,
        kind: input.kind,
        customer_id: customerId,
        requester: input.requester,
        contact: input.contact,
        details: input.details,
        language: input.language,
        received_on: receivedOn,
        due_on: dueOn(
          receivedOn,
          await getPrivacySettings(ctx),
          (await getWorkspace(ctx)).timeZone,
        ),
        created_by: `${ctx.actor.type}:${ctx.actor.id}`,
        created_at: ctx.now,
      })
      .execute()
    await audit(ctx, 'privacy_request.changed', {
      object: { type: 'privacy-request', id },
      facts: { kind: input.kind, state: 'received' },
    })
    return requireRequest(ctx, id)
  })

/** Nobody's records are handed out or erased before it is sure whose they are. */
const refuseUnchecked = (
  before: Awaited<ReturnType<typeof requireRequest>>,
  { state, identityCheck }: z.output<typeof contract.updatePrivacyRequest.input>,
) => {
  if (state !== 'done') return
  if (!(identityCheck ?? before.identityCheck))
    throw new AppError('conflict', 'privacy.identity_unchecked')
}

/** Errors: `privacy.request_missing`, `privacy.identity_unchecked`, `customer.missing`. */
export const updatePrivacyRequest = (
  ctx: Context,
  input: z.output<typeof contract.updatePrivacyRequest.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const before = await requireRequest(ctx, input.id)
    refuseUnchecked(before, input)
    const { state, customerId, dueOn: due, identityCheck, assigneeId, outcome, language } = input
    const isNewCheck = identityCheck !== undefined && identityCheck !== before.identityCheck
    const changes = {
      ...(state
        ? { state, closed_at: closed.has(state) ? (before.closedAt ?? ctx.now) : null }
        : {}),
      ...(customerId === undefined
        ? {}
        : { customer_id: customerId && (await requireStanding(ctx, customerId)) }),
      ...(due ? { due_on: due } : {}),
      ...(isNewCheck
        ? { identity_check: identityCheck, identity_checked_at: identityCheck ? ctx.now : null }
        : {}),
      ...(assigneeId === undefined ? {} : { assignee_id: await requireMember(ctx, assigneeId) }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(language ? { language } : {}),
    }
    if (Object.keys(changes).length > 0)
      await ctx.db
        .updateTable('privacy_request')
        .set(changes)
        .where('workspace_id', '=', ctx.workspaceId)
        .where('id', '=', input.id)
        .execute()
    const after = await requireRequest(ctx, input.id)
    // What the letter says is so: nothing more goes out that rests on what they once agreed to.
    if (after.kind === 'stop-use' && after.state === 'done' && before.state !== 'done')
      await stopUse(ctx, after)
    await audit(ctx, 'privacy_request.changed', {
      object: { type: 'privacy-request', id: input.id },
      facts: { kind: before.kind, state: state ?? before.state, fields: Object.keys(changes) },
    })
    return after
  })

const stopUse = async (
  ctx: Context,
  { id, customer }: Awaited<ReturnType<typeof requireRequest>>,
) => {
  if (customer)
    await withdrawAll(ctx, customer.id, {
      source: 'privacy-request',
      evidence: { requestId: id },
    })
}

/** Errors: `member.missing`. */
const requireMember = async (ctx: Context, id: string | null) => {
  if (id === null) return null
  const { rows } = await sql`select 1 from member
    where workspace_id = ${ctx.workspaceId} and id = ${id} and removed_at is null`.execute(ctx.db)
  if (rows.length === 0) throw new AppError('missing', 'member.missing')
  return id
}
