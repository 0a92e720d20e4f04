import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { type Http, sent } from '../../../foundation/server/http/route.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import * as contract from '../contract.ts'
import { requireMessage } from '../queries/list-messages.ts'
import { closeToken, type PictureToken } from './picture-token.ts'
import { pagePolicy, writePage } from './write-page.ts'

/** A mail as designed. Pictures from elsewhere only when the reader asks. Errors: `message.no_html`. */
export const showMail = async (
  ctx: Context,
  { id, pictures }: z.output<typeof contract.showMail.input>,
  { reply }: Http,
) => {
  const { html, attachments } = await requireMessage(ctx, id)
  if (html === null) throw new AppError('missing', 'message.no_html')
  const files = new Map(
    attachments.flatMap(({ contentId, id }) =>
      contentId ? [[contentId.replace(/^<|>$/g, ''), id] as const] : [],
    ),
  )
  const { workspaceId, services } = ctx
  const addressOf = (what: PictureToken['what']) => {
    const token = closeToken(services.seal, { workspaceId, messageId: id, what })
    return token && `${contract.sendPicture.path}?token=${encodeURIComponent(token)}`
  }
  const inline = (contentId: string) => {
    const file = files.get(contentId)
    return file && addressOf({ file })
  }
  const nonce = randomBytes(18).toString('base64')
  const page = writePage(html, nonce, {
    inline,
    ...(pictures === 'shown' ? { remote: (url) => addressOf({ url }) } : {}),
  })
  await reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy(nonce),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .send(page)
  return sent
}
