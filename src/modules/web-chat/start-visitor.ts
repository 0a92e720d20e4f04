import type { z } from 'zod'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import type { Http } from '../../foundation/server/http/route.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { ensureVisitorIdentifier } from '../customers/index.ts'
import type * as contract from './contract.ts'
import { visitorStarted } from './events.ts'
import { proveByToken } from './prove.ts'
import { slowDown } from './slow-down.ts'
import { hashToken, newToken, showVisitor, visitorContext } from './visitor-session.ts'

/** A web-chat connection that is in use, whatever workspace it is of. Errors: `connection.missing`. */
export const findWidgetConnection = async (anyone: Context, id: string) => {
  const row = await anyone.db
    .selectFrom('connection')
    .selectAll()
    .where('id', '=', id)
    .where('channel', '=', 'web-chat')
    .where('removed_at', 'is', null)
    .where('state', '<>', 'paused')
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'connection.missing')
  return row
}

/** Errors: `connection.missing`, `identify.refused`, `visitor.too_fast`. */
export const startVisitor = async (
  anyone: Context,
  input: z.output<typeof contract.startVisitor.input>,
  { request }: Http,
) => {
  slowDown(anyone, `start:${request.ip}`, 30, 60)
  const connection = await findWidgetConnection(anyone, input.connectionId)
  const id = newId()
  const ctx = visitorContext(anyone.services, connection.workspace_id, id)
  const token = newToken()
  return inTransaction(ctx, async (ctx) => {
    const visitor = await makeVisitor(ctx, { ...input, id, token, connectionId: connection.id })
    const proved = input.jwt ? await proveByToken(ctx, visitor, input.jwt) : visitor
    return { token, visitor: showVisitor(proved) }
  })
}

type NewVisitor = {
  id: string
  connectionId: string
  token: string
  locale: 'en' | 'ja'
  anonymousId?: string | undefined
  pageUrl?: string | undefined
  /** What they say of themselves. */
  email?: string
  name?: string
}

/** Inside the caller's transaction. */
export const makeVisitor = async (ctx: Context, given: NewVisitor) => {
  const visitor = await ctx.db
    .insertInto('visitor')
    .values({
      workspace_id: ctx.workspaceId,
      id: given.id,
      connection_id: given.connectionId,
      token_hash: hashToken(given.token),
      identifier_id: await ensureVisitorIdentifier(ctx, given.id),
      anonymous_id: given.anonymousId?.trim() || null,
      claimed_email: given.email ?? null,
      claimed_name: given.name ?? null,
      locale: given.locale,
      page_url: given.pageUrl ?? null,
      created_at: ctx.now,
      seen_at: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(ctx, visitorStarted, {}, { visitorId: given.id })
  return visitor
}
