import type { Context } from '../../../foundation/server/context.ts'
import type { Http } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { downloadReceipt } from '../../connections/index.ts'
import { requireMessage } from './list-messages.ts'

/** The message as it came. Errors: `message.no_raw`. */
export const getRawMessage = async (ctx: Context, { id }: { id: string }, http: Http) => {
  const { receipt_id: receiptId } = await requireMessage(ctx, id)
  if (!receiptId) throw new AppError('missing', 'message.no_raw')
  return downloadReceipt(ctx, { receiptId }, http)
}
