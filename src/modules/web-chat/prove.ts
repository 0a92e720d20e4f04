import { randomInt } from 'node:crypto'
import { jwtVerify } from 'jose'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { tellNowOnCommit } from '../../foundation/server/events/wake.ts'
import type { Http } from '../../foundation/server/http/route.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { openConnection, requireConnection } from '../connections/index.ts'
import { proveVisitor } from '../customers/index.ts'
import { visitorProved } from './events.ts'
import { mailCode } from './mail-code.ts'
import { slowDown } from './slow-down.ts'
import { showVisitor, type VisitorRow, visitorOf } from './visitor-session.ts'

const codeMinutes = 15
const mostTries = 5

const hashCode = (ctx: Context, visitorId: string, code: string) =>
  ctx.services.seal.sign('address-proof', `${visitorId}:${code}`)

const isCode = (ctx: Context, visitorId: string, code: string, hash: string) =>
  ctx.services.seal.verify('address-proof', `${visitorId}:${code}`, hash)

/** Mails a six-digit code to the claimed address. Errors: `proof.no_address`, `proof.no_mailbox`, `proof.too_many`. */
export const requestProof = async (ctx: Context, _input: unknown, { request }: Http) => {
  const visitor = visitorOf(request)
  const address = visitor.claimed_email
  if (!address) throw new AppError('invalid', 'proof.no_address')
  // What is only rehearsed mails nobody, whatever mailbox the workspace has.
  if ((await requireConnection(ctx, visitor.connection_id)).rehearsal)
    throw new AppError('unavailable', 'proof.no_mailbox')
  try {
    slowDown(ctx, `proof:${visitor.id}`, 3, 0.2)
    slowDown(ctx, `proof:${ctx.workspaceId}:${address}`, 5, 0.2)
  } catch {
    throw new AppError('too-many', 'proof.too_many', { retryAfter: 300 })
  }
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  await inTransaction(ctx, async (ctx) => {
    const fresh = {
      address,
      code_hash: hashCode(ctx, visitor.id, code),
      attempts: 0,
      created_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + codeMinutes * 60_000),
      used_at: null,
    }
    await ctx.db
      .insertInto('address_proof')
      .values({ workspace_id: ctx.workspaceId, visitor_id: visitor.id, ...fresh })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'visitor_id']).doUpdateSet(fresh))
      .execute()
    await mailCode(ctx, { address, code, locale: visitor.locale })
  })
  return {}
}

/** Errors: `proof.wrong`, `proof.expired`. */
export const confirmProof = async (ctx: Context, { code }: { code: string }, { request }: Http) => {
  const visitor = visitorOf(request)
  const proof = await countTry(ctx, visitor)
  if (!isCode(ctx, visitor.id, code, proof.code_hash)) throw new AppError('invalid', 'proof.wrong')
  return inTransaction(ctx, async (ctx) => {
    await ctx.db
      .updateTable('address_proof')
      .set({ used_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('visitor_id', '=', visitor.id)
      .execute()
    const proved = await keepProof(ctx, visitor, 'code', {
      type: 'email',
      value: proof.address,
      reason: 'proved-by-code',
    })
    return showVisitor(proved)
  })
}

/** A try counts before it is compared, so that many at once do not get more tries. */
const countTry = async (ctx: Context, visitor: VisitorRow) => {
  const proof = await ctx.db
    .updateTable('address_proof')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('workspace_id', '=', ctx.workspaceId)
    .where('visitor_id', '=', visitor.id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', ctx.now)
    .where('attempts', '<', mostTries)
    .returning(['code_hash', 'address'])
    .executeTakeFirst()
  if (!proof) throw new AppError('invalid', 'proof.expired')
  return proof
}

/** The site vouches for who is signed in on it. Errors: `identify.refused`. */
export const proveByToken = async (
  ctx: Context,
  visitor: VisitorRow,
  jwt: string,
): Promise<VisitorRow> => {
  const { settings } = await openConnection(ctx, visitor.connection_id)
  const secret = String((settings as { identitySecret?: string }).identitySecret ?? '')
  if (!secret) throw new AppError('forbidden', 'identify.refused', { reason: 'no_secret' })
  const claims = await jwtVerify(jwt, new TextEncoder().encode(secret), {
    algorithms: ['HS256'],
    requiredClaims: ['sub', 'exp'],
  })
    .then(({ payload }) => payload)
    .catch((error) => {
      throw new AppError('forbidden', 'identify.refused', {
        reason: String(error?.code ?? 'malformed'),
      })
    })
  const text = (value: unknown) =>
    typeof value === 'string' && value.length <= 254 ? value : undefined
  return keepProof(ctx, visitor, 'token', {
    type: 'user_id',
    value: String(claims.sub),
    email: text(claims.email),
    name: text(claims.name),
    reason: 'proved-by-token',
  })
}

export const identify = (ctx: Context, { jwt }: { jwt: string }, { request }: Http) =>
  inTransaction(ctx, async (ctx) => showVisitor(await proveByToken(ctx, visitorOf(request), jwt)))

const keepProof = async (
  ctx: Context,
  visitor: VisitorRow,
  by: 'code' | 'token',
  proof: Parameters<typeof proveVisitor>[2],
) => {
  const proved = await proveVisitor(ctx, visitor.id, proof)
  if (!proved) throw new AppError('forbidden', 'identify.refused', { reason: 'no_one' })
  const kept = await ctx.db
    .updateTable('visitor')
    .set({ proved_identifier_id: proved.provedIdentifierId })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', visitor.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(ctx, visitorProved, { customerId: proved.customerId }, { visitorId: visitor.id, by })
  await tellNowOnCommit(ctx.db, {
    workspaceId: ctx.workspaceId,
    for: 'visitor',
    kind: 'proved',
    visitorId: visitor.id,
    identifierId: proved.provedIdentifierId,
  })
  return kept
}
