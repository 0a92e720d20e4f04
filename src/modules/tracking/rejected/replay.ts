import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import * as contract from '../contract.ts'
import { hasherOf, type Source } from '../ingest/find-source.ts'
import { readKind } from '../ingest/kinds.ts'
import { type Envelope, isFields, type Ready, readEvent } from '../ingest/read-event.ts'
import { save } from '../ingest/save.ts'
import { compileRules } from '../rules/compile.ts'
import { findHashKey } from '../rules/hash-key.ts'
import { tellSaved } from '../saved.ts'

const most = 1000

type Kept = { id: string; body: unknown; envelope: unknown; receivedAt: Date }

/**
 * Reads quarantined events again, as their source is now, at the moment they first came. Stored before they leave the
 * quarantine: a crash in between leaves one in both, and the next time it counts as a repeat. Errors: `source.missing`.
 */
export const replayRejected = async (
  ctx: Context,
  { id, ids, after }: z.output<typeof contract.replayRejectedEvents.input>,
) => {
  const source = await findSource(ctx, id)
  const rows = await ctx.db
    .selectFrom('rejected_event')
    .select(['id', 'body', 'envelope', 'received_at as receivedAt'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('source_id', '=', id)
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids!))
    .$if(after !== undefined, (query) => query.where('id', '>', after!))
    .orderBy('id')
    .limit(most)
    .execute()
  const read = rows.map((row) => ({ id: row.id, ready: readAgain(row, source) }))
  const usable = read.flatMap(({ id, ready }) => (ready ? [{ id, ready }] : []))
  if (usable.length > 0) {
    const ready = usable.map((one) => one.ready)
    await save(ctx.services.pool, { ready, refused: [] }, Date.now())
    tellSaved()
  }
  await leaveQuarantine(
    ctx,
    id,
    usable.map((one) => one.id),
  )
  return {
    taken: usable.length,
    refused: rows.length - usable.length,
    next: ids === undefined && rows.length === most ? rows.at(-1)!.id : null,
  }
}

const findSource = async (ctx: Context, id: string): Promise<Source> => {
  const row = await ctx.db
    .selectFrom('source')
    .select(['id', 'rules'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'source.missing')
  const hash = hasherOf(ctx.services, await findHashKey(ctx))
  const gate = compileRules(contract.SourceRules.parse(row.rules), hash)
  return { workspaceId: ctx.workspaceId, id, gate }
}

/** Undefined for what still cannot be used. */
const readAgain = ({ id, body, envelope, receivedAt }: Kept, source: Source): Ready | undefined => {
  const said = isFields(envelope) ? envelope : {}
  const again: Envelope = {
    kind: readKind(said.kind),
    sentAt: said.sentAt,
    context: isFields(said.context) ? said.context : undefined,
    receivedAt: receivedAt.getTime(),
  }
  // Without an id of its own it is known by the quarantine's, so that a replay twice counts once.
  const named = isFields(body) && !body.messageId ? { ...body, messageId: `replayed-${id}` } : body
  const read = readEvent(named, 0, source, again)
  return 'ready' in read ? read.ready : undefined
}

const leaveQuarantine = (ctx: Context, sourceId: string, ids: string[]) =>
  inTransaction(ctx, async (ctx) => {
    const facts = { count: ids.length }
    await audit(ctx, 'source.replayed', { object: { type: 'source', id: sourceId }, facts })
    if (ids.length === 0) return
    const gone = await ctx.db
      .deleteFrom('rejected_event')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('source_id', '=', sourceId)
      .where('id', 'in', ids)
      .returning('id')
      .execute()
    await ctx.db
      .updateTable('source')
      .set((eb) => ({ replayed_count: eb('replayed_count', '+', gone.length) }))
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', sourceId)
      .execute()
  })
