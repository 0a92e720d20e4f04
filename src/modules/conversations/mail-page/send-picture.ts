import { type Context, systemContext } from '../../../foundation/server/context.ts'
import { type Http, sent } from '../../../foundation/server/http/route.ts'
import { requireFiles, sendFile, sniffType } from '../../files/index.ts'
import { requireMessage } from '../queries/list-messages.ts'
import { fetchPicture } from './fetch-picture.ts'
import { openToken } from './picture-token.ts'

/**
 * One picture of a mail that somebody was shown. The frame that asks has no origin and so no cookie; the token is
 * the permission. Errors: `picture.missing`.
 */
export const sendPicture = async (ctx: Context, { token }: { token: string }, { reply }: Http) => {
  const { services } = ctx
  const { workspaceId, messageId, what } = openToken(services.seal, token)
  const inside = systemContext(services, workspaceId, 'mail-picture')
  // Erased meanwhile, it has no pictures any more.
  await requireMessage(inside, messageId)
  if ('file' in what) {
    const [file] = await requireFiles(inside, [what.file])
    return sendFile(inside, reply, file!)
  }
  const bytes = await fetchPicture(services, `${workspaceId} ${messageId}`, what.url)
  await reply
    .headers({
      'content-type': sniffType(bytes, ''),
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    })
    .send(bytes)
  return sent
}
