import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { channelOf } from './channels.ts'
import { completeSettings, openSettings } from './settings.ts'

export { blankReceipts } from './blank-receipts.ts'
export { channelOf, registerChannels } from './channels.ts'
export { admitSend, holdSend, noteProviderDown, noteProviderUp, sendQueueOf } from './circuit.ts'
export { createConnection } from './commands.ts'
export { forgetConnections, shutConnections } from './forget-connections.ts'
export {
  beginReceipts,
  connectionOfReceipt,
  nextReceiptAt,
  type OpenReceipt,
  postponeReceipt,
  type Settled,
  settleReceipts,
  wasBegunTooOften,
} from './open-receipts.ts'
export { downloadReceipt } from './quarantine.ts'
export { enqueueReceipts, registerReceiptJob } from './receipt-job.ts'
export { storeReceipt } from './receipts.ts'
export { enqueueSystemMail } from './system-mail.ts'
export { countReceived } from './tallies.ts'
export { isSignedHere, sendTools } from './tools.ts'

/** Errors: `connection.missing`. Removed ones only with `removed`, for what came by them. */
export const requireConnection = async (ctx: Context, id: string, removed = false) => {
  const row = await ctx.db
    .selectFrom('connection')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .$if(!removed, (query) => query.where('removed_at', 'is', null))
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'connection.missing')
  return row
}

/** Settings with their secrets open: for handing to the channel, never for showing. */
export const openConnection = async (ctx: Context, id: string, removed = false) => {
  const row = await requireConnection(ctx, id, removed)
  const channel = channelOf(row.channel)
  const entered = openSettings(ctx.services.seal, channel, row.settings as Record<string, unknown>)
  return { row, channel, entered, settings: completeSettings(channel, entered) }
}
