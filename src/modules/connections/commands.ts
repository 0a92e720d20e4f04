import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { channelOf } from './channels.ts'
import { closeCircuit, makeSendsDue } from './circuit.ts'
import type * as contract from './contract.ts'
import { connectionCreated, connectionRemoved, connectionUpdated } from './events.ts'
import { showConnection } from './queries.ts'
import {
  changedSecrets,
  checkSettings,
  completeSettings,
  forgetSecrets,
  openReadable,
  sealSettings,
} from './settings.ts'

type Create = z.output<typeof contract.createConnection.input> & { rehearsal?: boolean }
type Update = z.output<typeof contract.updateConnection.input>

/** Errors: `channel.missing`, `connection.settings_invalid`. */
export const createConnection = (ctx: Context, input: Create) =>
  inTransaction(ctx, async (ctx) => {
    const channel = channelOf(input.channel)
    const settings = checkSettings(channel, input.settings)
    const address = channel.address(completeSettings(channel, settings))
    const row = await ctx.db
      .insertInto('connection')
      .values({
        workspace_id: ctx.workspaceId,
        id: newId(),
        channel: channel.key,
        name: input.name || address || channel.key,
        settings: JSON.stringify(sealSettings(ctx.services.seal, channel, settings)),
        address,
        // Without a provider to reach there is nothing that could fail.
        state: channel.watch && !input.rehearsal ? 'new' : 'ok',
        rehearsal: input.rehearsal ?? false,
        created_at: ctx.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(ctx, connectionCreated, {}, { connectionId: row.id, channel: channel.key })
    await audit(ctx, 'connection.created', {
      object: { type: 'connection', id: row.id },
      facts: { channel: channel.key },
    })
    return showConnection(ctx, row)
  })

/** Changed settings are tried afresh at once. Errors: `connection.missing`, `connection.settings_invalid`. */
export const updateConnection = (ctx: Context, { id, name, settings, paused }: Update) =>
  inTransaction(ctx, async (ctx) => {
    const row = await lockConnection(ctx, id)
    const channel = channelOf(row.channel)
    const { seal } = ctx.services
    const stored = openReadable(seal, channel, row.settings as Record<string, unknown>)
    const next = settings && checkSettings(channel, settings, stored)
    const wasPaused = row.state === 'paused'
    const fresh = channel.watch && !row.rehearsal ? 'new' : 'ok'
    const state = paused
      ? 'paused'
      : settings || (wasPaused && paused === false)
        ? fresh
        : row.state
    const updated = await ctx.db
      .updateTable('connection')
      .set({
        name: name ?? row.name,
        ...(next
          ? {
              address: channel.address(completeSettings(channel, next)),
              settings: JSON.stringify(sealSettings(seal, channel, next)),
            }
          : {}),
        state,
        ...(state === row.state
          ? {}
          : { problem_code: null, problem_detail: null, state_at: ctx.now, stalled_at: null }),
      })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(ctx, connectionUpdated, {}, { connectionId: id, channel: row.channel })
    const object = { type: 'connection', id }
    const secrets = next ? changedSecrets(channel, stored, next) : []
    if (secrets.length > 0)
      await audit(ctx, 'connection.secret_changed', { object, facts: { fields: secrets } })
    const fields = Object.entries({ name, settings, paused }).flatMap(([field, value]) =>
      value === undefined ? [] : [field],
    )
    await audit(ctx, 'connection.updated', { object, facts: { fields } })
    // Whoever set it right, or lets it go on, waits for no pause.
    if (settings || (wasPaused && paused === false)) {
      await closeCircuit(ctx, id)
      await makeSendsDue(ctx, id)
    }
    return showConnection(ctx, updated)
  })

export const removeConnection = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const row = await lockConnection(ctx, id)
    const settings = forgetSecrets(channelOf(row.channel), row.settings as Record<string, unknown>)
    await ctx.db
      .updateTable('connection')
      .set({ removed_at: ctx.now, settings: JSON.stringify(settings), state: 'paused' })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await ctx.db
      .deleteFrom('connection_signing_key')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('connection_id', '=', id)
      .execute()
    await record(ctx, connectionRemoved, {}, { connectionId: id, channel: row.channel })
    await audit(ctx, 'connection.removed', {
      object: { type: 'connection', id },
      facts: { channel: row.channel },
    })
    return {}
  })

const lockConnection = async (ctx: Context, id: string) => {
  const row = await ctx.db
    .selectFrom('connection')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'connection.missing')
  return row
}
