import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { channelOf } from './channels.ts'
import type * as contract from './contract.ts'
import { requireConnection } from './index.ts'
import { checkSettings, completeSettings, openReadable } from './settings.ts'
import { hasTokenOf } from './token.ts'
import { sendTools } from './tools.ts'

const tryMs = 20_000

/** Tries settings against the provider, secrets of a stored connection filled in. */
export const trySettings = async (
  ctx: Context,
  input: z.output<typeof contract.testConnection.input>,
) => {
  const channel = channelOf(input.channel)
  const connection = input.id ? await requireConnection(ctx, input.id) : undefined
  if (connection?.rehearsal)
    return { ok: false, code: 'connection.rehearsal', detail: null, path: null }
  const stored =
    connection &&
    openReadable(ctx.services.seal, channel, connection.settings as Record<string, unknown>)
  const settings = completeSettings(channel, checkSettings(channel, input.settings, stored))
  const signal = AbortSignal.timeout(tryMs)
  const alone = sendTools(ctx.services, ctx.workspaceId, signal)
  const ofConnection = sendTools(ctx.services, ctx.workspaceId, signal, connection?.id)
  const tools: typeof alone = {
    ...alone,
    // What is stored may have been renewed since it was entered; what is only tried must not replace it.
    token: async (wanted) =>
      connection && (await hasTokenOf(ctx, connection.id, wanted.mark))
        ? ofConnection.token(wanted)
        : alone.token(wanted),
  }
  const result = channel.test ? await channel.test(settings, tools) : { ok: true as const }
  if (result.ok) return { ok: true, code: null, detail: null, path: null }
  return { ok: false, code: result.code, detail: result.detail ?? null, path: result.path ?? null }
}
