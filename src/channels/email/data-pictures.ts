import { createHash } from 'node:crypto'
import type { ParsedAttachment } from '../channel.ts'
import { fileName } from './names.ts'

const MOST = 100
/** Shorter ones (icons, spacers) may stay where they are. */
const SHORTEST = 2000

const prefix = /data:(image\/(?:png|gif|jpe?g|webp|bmp));base64,/gi

const isBase64 = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x2f && code <= 0x39) ||
  code === 0x2b ||
  code === 0x3d ||
  code === 0x0a ||
  code === 0x0d

/** Pictures written into the HTML itself become inline attachments, so that the HTML stays small. */
export const takeDataPictures = (html: string): { html: string; pictures: ParsedAttachment[] } => {
  const pictures = new Map<string, ParsedAttachment>()
  let rest = ''
  let from = 0
  for (const match of html.matchAll(prefix)) {
    if (match.index < from || pictures.size >= MOST) continue
    const start = match.index + match[0].length
    let end = start
    while (end < html.length && isBase64(html.charCodeAt(end))) end++
    if (end - start < SHORTEST) continue
    const bytes = Buffer.from(html.slice(start, end), 'base64')
    const contentId = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}@data`
    const type = (match[1] ?? '').toLowerCase().replace('image/jpg', 'image/jpeg')
    const name = fileName('', type, pictures.size + 1)
    pictures.set(contentId, { name, type, bytes, inline: true, contentId })
    rest += `${html.slice(from, match.index)}cid:${contentId}`
    from = end
  }
  return { html: rest + html.slice(from), pictures: [...pictures.values()] }
}
