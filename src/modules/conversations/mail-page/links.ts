/** Texts of links in the order in which the links begin; `html` is what the sanitiser wrote. */
export const linkTexts = (html: string): string[] =>
  html
    .split(/<a(?=[\s>])/)
    .slice(1)
    .map((piece) => {
      const end = piece.indexOf('</a>')
      return piece
        .slice(piece.indexOf('>') + 1, end < 0 ? undefined : end)
        .replace(/<[^>]*>/g, '')
        .replace(/&amp;/g, '&')
        .slice(0, 2000)
    })

/** Characters that turn or hide what stands beside them. */
const deceiving = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u
/** Begins where a word begins, so that a long text without a dot is read once. */
const hostLike = /(?<![\p{L}\p{N}_-])(?:[\p{L}\p{N}_-]{1,63}[.。．])+\p{L}[\p{L}\p{N}-]{1,23}/gu

const hostOf = (text: string): string | undefined => URL.parse(`http://${text}/`)?.hostname

const isWithin = (one: string, other: string) => one === other || one.endsWith(`.${other}`)

export type LinkTarget = {
  /** Without user name and password, which only serve to look like another host. */
  href: string
  /** For the reader, in full. */
  title: string
  /** Set where the text names another host, or the name can be mistaken: to be shown beside the link. */
  mark?: string
}

const markFor = (host: string, text: string): { mark?: string } => {
  const named = [...text.matchAll(hostLike)].flatMap(([name]) => hostOf(name) ?? [])
  const isOther =
    named.length > 0 && !named.some((name) => isWithin(host, name) || isWithin(name, host))
  return isOther || deceiving.test(text) || /(^|\.)xn--/.test(host) ? { mark: host } : {}
}

/** Where a link really leads. Nothing for what is no link. */
export const readLink = (href: string, text: string): LinkTarget | undefined => {
  const url = URL.parse(href)
  if (!url) return undefined
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') {
    const [, host] = /^mailto:[^?]*@([^?,]+)/i.exec(href) ?? []
    const mail = host ? hostOf(host) : undefined
    return { href, title: href.slice(0, 500), ...(mail ? markFor(mail, text) : {}) }
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  url.username = ''
  url.password = ''
  return { href: url.href, title: url.href.slice(0, 500), ...markFor(url.hostname, text) }
}
