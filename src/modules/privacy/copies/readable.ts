import { type Language, wordsIn } from '../words.ts'

const escapeText = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const style =
  'body{max-width:52rem;margin:2rem auto;padding:0 1rem;font:16px/1.7 system-ui,"Hiragino Sans","Yu Gothic UI",sans-serif;color:#1d2733}h1{font-size:1.5rem}article{padding:.75rem 0;border-top:1px solid #cfd6de}dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.15rem 1rem;margin:0}dt{color:#566474}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}'

/** A page of the copy: what a person opens, without a program of its own. */
export const pageHead = (language: Language, title: string) =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeText(title)}</title><style>${style}</style></head><body><h1>${escapeText(title)}</h1>\n`
export const pageEnd = '</body></html>\n'

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value)

type File = { name: string; path: string }
const isFiles = (key: string, value: unknown): value is File[] =>
  key === 'files' && Array.isArray(value)

/** One row as a list of what it says; what is empty is left out. */
export const rowToHtml = (language: Language, timeZone: string, row: Record<string, unknown>) => {
  const t = wordsIn(language)
  const format = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  })
  const show = (key: string, value: unknown): string => {
    if (isFiles(key, value))
      return value
        .map(({ name, path }) => `<a href="${escapeText(encodeURI(path))}">${escapeText(name)}</a>`)
        .join('<br>')
    if (isTime(value)) return escapeText(format.format(new Date(value)))
    return escapeText(typeof value === 'string' ? value : JSON.stringify(value, null, 1))
  }
  const isEmpty = (value: unknown) =>
    value === null || value === undefined || value === '' || JSON.stringify(value) === '[]'
  const lines = Object.entries(row)
    .filter(([, value]) => !isEmpty(value))
    .map(
      ([key, value]) =>
        `<dt>${escapeText(t.find(`privacy.field.${key}`) ?? key)}</dt><dd>${show(key, value)}</dd>`,
    )
  return `<article><dl>${lines.join('')}</dl></article>\n`
}

export const linkTo = (path: string, text: string) =>
  `<p><a href="${escapeText(encodeURI(path))}">${escapeText(text)}</a></p>\n`
export const paragraph = (text: string) => `<p>${escapeText(text)}</p>\n`
