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
import { ruleOf } from './contract.ts'
import { dueOnOf } from './deadline.ts'
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
        due_on: dueOnOf(
          input.kind,
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

type Whole = Awaited<ReturnType<typeof requireRequest>>

/** Nobody's records are handed out or erased before it is sure whose they are, and no answer is left empty. */
const refuseUnready = (
  before: Whole,
  { state, identityCheck, outcome }: z.output<typeof contract.updatePrivacyRequest.input>,
) => {
  if (state !== 'done') return
  const { needsNoProof, needsOutcome } = ruleOf(before.kind)
  if (!needsNoProof && !(identityCheck ?? before.identityCheck))
    throw new AppError('conflict', 'privacy.identity_unchecked')
  if (needsOutcome && !(outcome ?? before.outcome))
    throw new AppError('conflict', 'privacy.outcome_needed')
}

/** Errors: `privacy.request_missing`, `privacy.identity_unchecked`, `privacy.outcome_needed`, `customer.missing`. */
export const updatePrivacyRequest = (
  ctx: Context,
  input: z.output<typeof contract.updatePrivacyRequest.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const before = await requireRequest(ctx, input.id)
    refuseUnready(before, input)
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
    await withdrawOnce(ctx, before, after)
    await audit(ctx, 'privacy_request.changed', {
      object: { type: 'privacy-request', id: input.id },
      facts: { kind: before.kind, state: state ?? before.state, fields: Object.keys(changes) },
    })
    return after
  })

/** What the letter says is so: nothing more goes out that rests on what they once agreed to. */
const withdrawOnce = async (ctx: Context, before: Whole, { id, kind, state, customer }: Whole) => {
  const { withdraws } = ruleOf(kind)
  const wasDone = before.state === 'done' && before.customer?.id === customer?.id
  if (!withdraws || !customer || state !== 'done' || wasDone) return
  await withdrawAll(ctx, customer.id, {
    which: withdraws,
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
