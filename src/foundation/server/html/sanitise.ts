import sanitizeHtml from 'sanitize-html'
import { styles } from './styles.ts'

/** Longer HTML is shown only so far; the original stays downloadable. */
const LONGEST = 1024 * 1024
const MOST_TAGS = 50_000
const LONGEST_STYLE = 2000
const DEEPEST = 200

const layout = ['style', 'dir', 'lang', 'align', 'valign', 'bgcolor', 'width', 'height', 'title']

const picture = /^data:image\/(png|gif|jpe?g|webp|bmp);base64,[a-z0-9+/=\s]+$/i
const link = /^(https?:\/\/|mailto:|tel:)/i

/** Browsers skip these in front of and inside a scheme. */
const tidyUrl = (url: string | undefined): string =>
  (url ?? '').replace(/[^\P{Cc}]|^\s+|\s+$/gu, '')

type Attributes = Record<string, string>

const cleanAnchor = (attribs: Attributes): Attributes => {
  const href = tidyUrl(attribs.href)
  const { href: _, target: __, rel: ___, ...rest } = attribs
  return link.test(href)
    ? { ...rest, href, target: '_blank', rel: 'noopener noreferrer nofollow' }
    : rest
}

/** Some programs write `cid:a%40b` for the part called `a@b`. */
const readCid = (src: string): string => {
  try {
    return decodeURIComponent(src)
  } catch {
    return src
  }
}

/** What is in the mail is shown; what is elsewhere would tell its owner that the mail was read. */
const cleanPicture = (attribs: Attributes): Attributes => {
  const { src: given, 'data-remote-src': earlier, ...rest } = attribs
  // What was cleaned before has no other address left.
  const src = tidyUrl(given || earlier)
  if (picture.test(src)) return { ...rest, src }
  const cid = src.slice(0, 4).toLowerCase() === 'cid:' ? readCid(src.slice(4)) : ''
  if (/^[^\s"'<>&]{1,500}$/.test(cid)) return { ...rest, src: `cid:${cid}` }
  const remote = src.startsWith('//') ? `https:${src}` : src
  return /^https?:\/\/[^\s"'<>]+$/i.test(remote) ? { ...rest, 'data-remote-src': remote } : rest
}

const withoutLongStyle = (attribs: Attributes): Attributes => {
  if ((attribs.style ?? '').length <= LONGEST_STYLE) return attribs
  const { style: _, ...rest } = attribs
  return rest
}

/** All that is left of a mail is made of these. */
export const shownTags: readonly string[] = [
  ...['p', 'br', 'div', 'span', 'center', 'hr', 'pre', 'blockquote', 'address', 'a', 'img', 'wbr'],
  ...[
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'ul',
    'ol',
    'li',
    'dl',
    'dt',
    'dd',
    'figure',
    'figcaption',
  ],
  ...[
    'b',
    'strong',
    'i',
    'em',
    'u',
    's',
    'strike',
    'del',
    'ins',
    'sub',
    'sup',
    'small',
    'big',
    'font',
  ],
  ...['code', 'kbd', 'samp', 'tt', 'q', 'cite', 'abbr', 'mark', 'ruby', 'rt', 'rp', 'bdi', 'bdo'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'],
]

const options: sanitizeHtml.IOptions = {
  allowedTags: [...shownTags],
  allowedAttributes: {
    '*': layout,
    a: ['href', 'target', 'rel'],
    img: ['src', 'data-remote-src', 'alt', 'border'],
    font: ['color', 'face', 'size'],
    table: ['cellpadding', 'cellspacing', 'border'],
    td: ['colspan', 'rowspan', 'nowrap'],
    th: ['colspan', 'rowspan', 'nowrap', 'scope'],
    col: ['span'],
    colgroup: ['span'],
    ol: ['start', 'type'],
  },
  allowedStyles: { '*': styles },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [
    ...['script', 'style', 'textarea', 'option', 'xmp', 'noscript', 'title', 'template', 'noembed'],
    ...['noframes', 'iframe', 'object', 'svg', 'math', 'plaintext', 'select', 'audio', 'video'],
  ],
  nestingLimit: DEEPEST,
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: cleanAnchor(attribs) }),
    img: (tagName, attribs) => ({ tagName, attribs: cleanPicture(attribs) }),
    '*': (tagName, attribs) => ({ tagName, attribs: withoutLongStyle(attribs) }),
  },
}

/** The piece of HTML that holds no more tags than are worth showing. */
const bound = (html: string): string => {
  const short = html.slice(0, LONGEST)
  let tags = 0
  for (let at = short.indexOf('<'); at >= 0; at = short.indexOf('<', at + 1))
    if (++tags > MOST_TAGS) return short.slice(0, at)
  return short
}

/**
 * HTML of a stranger, safe to show in our own page: no scripts, forms, handlers or styles that leave
 * their box, nothing loaded from elsewhere. A remote picture keeps its address in `data-remote-src`,
 * for a reader who asks for it.
 */
export const sanitise = (html: string): string => sanitizeHtml(bound(html), options).trim()
