import { type Language, wordsIn } from '../words.ts'

const escapeText = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const style =
  'body{max-width:52rem;margin:2rem auto;padding:0 1rem;font:16px/1.7 system-ui,"Hiragino Sans","Yu Gothic UI",sans-serif;color:#1d2733}h1{font-size:1.5rem}article{padding:.75rem 0;border-top:1px solid #cfd6de}dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.15rem 1rem;margin:0}dt{color:#566474}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}dd dl{grid-template-columns:max-content 1fr;font-size:.9375rem}dl+dl{margin-top:.5rem}'

/** A page of the copy: what a person opens, without a program of its own. */
export const pageHead = (language: Language, title: string) =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeText(title)}</title><style>${style}</style></head><body><h1>${escapeText(title)}</h1>\n`
export const pageEnd = '</body></html>\n'

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value)

type File = { name: string; path: string }
const isFiles = (key: string, value: unknown): value is File[] =>
  key === 'files' && Array.isArray(value)

/** Of these the value is one of our own words; anywhere else it is somebody's. */
const ours = new Set(
  'kind type act trust direction channel state reason outcome locale language field source name_from'.split(
    ' ',
  ),
)

/** What a row is about stands first, in this order; the rest as it comes. */
const first = 'at kind type value number name from to subject text'.split(' ')
const placeOf = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length)

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.values(value).every(isEmpty))

const localeOf = (language: Language) => (language === 'ja' ? 'ja-JP' : 'en-GB')

/** The day of an instant where the company is. */
export const dayText = (language: Language, timeZone: string, at: Date) =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone }).format(at)

/** Writes one row as a list of what it says, with what lies in it as a list of its own; what is empty is left out. */
export const rowsToHtml = (language: Language, timeZone: string) => {
  const t = wordsIn(language)
  const format = new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  })
  /** `identifier:0190…` says what it is before the colon, and its number means nothing to anybody. */
  const word = (key: string, value: string) =>
    ours.has(key) ? (t.find(`privacy.value.${value.split(':')[0]}`) ?? value) : value

  const show = (key: string, value: unknown): string => {
    if (isFiles(key, value))
      return value
        .map(({ name, path }) => `<a href="${escapeText(encodeURI(path))}">${escapeText(name)}</a>`)
        .join('<br>')
    if (isTime(value)) return escapeText(format.format(new Date(value)))
    if (typeof value === 'string') return escapeText(word(key, value))
    if (typeof value === 'boolean') return escapeText(t(`privacy.value.${value}`))
    if (Array.isArray(value))
      return value
        .filter((one) => !isEmpty(one))
        .map((one) => show(key, one))
        .join(value.some((one) => typeof one === 'object') ? '' : '<br>')
    if (typeof value === 'object') return list(key, value as object, true)
    return escapeText(String(value))
  }
  /** Names that a site chose for what it sent stand as they are. */
  const list = (of: string, row: object, inner: boolean): string => {
    const lines = Object.entries(row)
      .filter(([, value]) => !isEmpty(value))
      .sort(([a], [b]) => placeOf(a) - placeOf(b))
      .map(([key, value]) => {
        const name = t.find(`privacy.field.${of}.${key}`) ?? t.find(`privacy.field.${key}`)
        const mark = inner && !name ? ' lang="en"' : ''
        return `<dt${mark}>${escapeText(name ?? key)}</dt><dd>${show(key, value)}</dd>`
      })
    return `<dl>${lines.join('')}</dl>`
  }
  /** `kind` of personal data. */
  return (kind: string, row: Record<string, unknown>) =>
    // As the lines for programs have it: dates are text there.
    `<article>${list(kind, JSON.parse(JSON.stringify(row)), false)}</article>\n`
}

export const linkTo = (path: string, text: string) =>
  `<p><a href="${escapeText(encodeURI(path))}">${escapeText(text)}</a></p>\n`
export const paragraph = (text: string) => `<p>${escapeText(text)}</p>\n`
