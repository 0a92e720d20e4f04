import type { FastifyReply } from 'fastify'
import type { Context } from '../../foundation/server/context.ts'
import { sent } from '../../foundation/server/http/route.ts'
import { refuseUnsafe, type Scan } from './scan/scans.ts'
import { isSafePicture } from './sniff-type.ts'

/**
 * Bytes as a download, or as a picture where that is safe; never as a page of our origin. Errors: `file.infected`,
 * `file.not_scanned`, `file.not_scannable`.
 */
export const sendFile = async (
  ctx: Context,
  reply: FastifyReply,
  file: { sha256: string; type: string; name: string; bytes: number } & Scan,
) => {
  refuseUnsafe(file)
  const picture = isSafePicture(file.type)
  const name = encodeURIComponent(file.name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  )
  await reply
    .headers({
      'content-type': picture ? file.type : 'application/octet-stream',
      'content-length': file.bytes,
      'content-disposition': `${picture ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=86400, immutable',
    })
    .send(ctx.services.files.stream(file.sha256))
  return sent
}
