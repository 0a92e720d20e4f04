import sanitizeHtml from 'sanitize-html'
import { sanitise, shownTags } from '../../../foundation/server/html/sanitise.ts'
import { linkTexts, readLink } from './links.ts'

export type Pictures = {
  /** Address of ours for a part of the mail by its content id. */
  inline: (contentId: string) => string | undefined
  /** Address of ours for a picture elsewhere; absent while the reader did not ask for them. */
  remote?: (url: string) => string | undefined
}

type Attributes = Record<string, string>

const mostRemote = 200

/** Styles move into one sheet with a nonce, so that the page needs no `unsafe-inline`. */
const createSheet = () => {
  const classes = new Map<string, string>()
  const isPlain = (style: string) =>
    !/[{}<>@\\\n]/.test(style) &&
    [...style].filter((c) => c === '"').length % 2 === 0 &&
    [...style].filter((c) => c === "'").length % 2 === 0
  return {
    classFor: (style: string): string | undefined => {
      if (!isPlain(style)) return undefined
      const known = classes.get(style) ?? `s${classes.size}`
      classes.set(style, known)
      return known
    },
    write: () => [...classes].map(([style, name]) => `.${name}{${style}}`).join('\n'),
  }
}

const pictureSource = (attribs: Attributes, pictures: Pictures): string | undefined => {
  const { src = '', 'data-remote-src': elsewhere } = attribs
  if (src.startsWith('cid:')) return pictures.inline(src.slice(4))
  if (src) return src
  return elsewhere ? pictures.remote?.(elsewhere) : undefined
}

const change = (html: string, pictures: Pictures) => {
  const sheet = createSheet()
  const texts = linkTexts(html)
  let [links, remote] = [0, 0]
  const counted: Pictures = {
    inline: pictures.inline,
    remote: (url) => (++remote > mostRemote ? undefined : pictures.remote?.(url)),
  }
  const changeTag = (tagName: string, { style, ...rest }: Attributes): Attributes => {
    const name = style && sheet.classFor(style)
    const styled = name ? { ...rest, class: name } : rest
    if (tagName === 'img') {
      const { src: _, 'data-remote-src': __, ...kept } = styled
      const source = pictureSource(rest, counted)
      return source ? { ...kept, src: source } : kept
    }
    if (tagName !== 'a') return styled
    const { href = '', title: _, target: __, rel: ___, ...kept } = styled
    const to = readLink(href, texts[links++] ?? '')
    if (!to) return kept
    const { mark, ...where } = to
    const safe = { target: '_blank', rel: 'noopener noreferrer nofollow' }
    return { ...kept, ...where, ...safe, ...(mark ? { 'data-leads-to': mark } : {}) }
  }
  const body = sanitizeHtml(html, {
    allowedTags: [...shownTags],
    // Those that came in have passed the allow-list; the others are ours.
    allowedAttributes: false,
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'data'],
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attribs) => ({ tagName, attribs: changeTag(tagName, attribs) }),
    },
  })
  return { body, styles: sheet.write() }
}

const ownStyles = `body{margin:12px;font:14px/1.6 system-ui,sans-serif;overflow-wrap:anywhere;background:#fff;color:#1f2328}
[data-leads-to]::after{content:" [" attr(data-leads-to) "]";color:#9f3117;font-weight:bold}`

/** A mail as designed, a page for a frame of its own. Stored HTML is cleaned again: the rules may have become stricter. */
export const writePage = (html: string, nonce: string, pictures: Pictures): string => {
  const { body, styles } = change(sanitise(html), pictures)
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light"><title></title>
<style nonce="${nonce}">${ownStyles}
${styles}</style></head><body>${body}</body></html>`
}

/** What the page may do: show itself. It has no scripts, no origin, no forms, and nothing to load but our pictures. */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-popups allow-popups-to-escape-sandbox',
  ].join('; ')
