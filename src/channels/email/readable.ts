import { sanitise } from '../../foundation/server/html/sanitise.ts'
import type { ParsedAttachment } from '../channel.ts'
import type { Segment } from './bodies.ts'
import { cleanText } from './clean.ts'
import { takeDataPictures } from './data-pictures.ts'
import { escapeHtml } from './escape-html.ts'
import { htmlToText } from './html-to-text.ts'

export type Readable = { text: string; html: string | undefined; pictures: ParsedAttachment[] }

/** HTML of all segments together; what is longer is shown only so far and stays in the original. */
const MOST_HTML = 1024 * 1024

/** Joins what is to be read: as text always, as safe HTML when any of it came as HTML. */
export const makeReadable = (segments: Segment[]): Readable => {
  const pictures: ParsedAttachment[] = []
  let left = MOST_HTML
  const safe = segments.map(({ text, html }) => {
    if (html === undefined) return { text: text ?? '' }
    const taken = takeDataPictures(html)
    pictures.push(...taken.pictures)
    const shown = sanitise(cleanText(taken.html.slice(0, left)))
    left -= Math.min(left, taken.html.length)
    return { text: text?.trim() ? text : htmlToText(shown), html: shown }
  })
  const text = safe.map((segment) => segment.text).filter((piece) => piece.trim())
  const html = safe.some((segment) => segment.html)
    ? safe
        .map((segment) => segment.html ?? `<pre>${escapeHtml(segment.text)}</pre>`)
        .join('<br />\n')
    : undefined
  return { text: cleanText(text.join('\n')).trimEnd(), html, pictures }
}
