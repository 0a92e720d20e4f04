import { audit } from '../../../foundation/server/audit.ts'
import type { Context } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { downloadReceipt } from '../../connections/index.ts'
import { refuseUnsafe } from '../../files/index.ts'
import { requireMessage } from './list-messages.ts'

/** The message as it came, with every address. Errors: `message.no_raw`, `auth.forbidden`, `file.…`. */
export const getRawMessage = async (ctx: Context, { id }: { id: string }, http: Http) => {
  const { receipt_id: receiptId, attachments } = await requireMessage(ctx, id)
  if (!ctx.sight.contact)
    throw new AppError('forbidden', 'auth.forbidden', { permission: 'customer.contact' })
  if (!receiptId) throw new AppError('missing', 'message.no_raw')
  // They are in it.
  for (const file of attachments) refuseUnsafe(file)
  await audit(ctx, 'message.raw_downloaded', { object: { type: 'message', id } })
  return downloadReceipt(ctx, { receiptId }, http)
}
