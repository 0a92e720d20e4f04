import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Locale } from '../words.ts'

/** Text that is put into a page as it is; everything else is escaped. */
export type Html = { html: string }

const escapeText = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const put = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(put).join('')
    : value && typeof value === 'object' && 'html' in value
      ? (value as Html).html
      : escapeText(String(value ?? ''))

export const html = (parts: TemplateStringsArray, ...values: unknown[]): Html => ({
  html: parts.reduce((all, part, index) => all + put(values[index - 1]) + part),
})

const style = `
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #5b6169; --line: #e6e1d8; --ground: #faf8f4; --card: #fff; --accent: #27496d; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e4de; --quiet: #a7adb5; --line: #2c3138; --ground: #15181c; --card: #1c2026; --accent: #8fb4dc; --on: #15181c } }
* { box-sizing: border-box }
body { margin: 0; color: var(--ink); background: var(--ground); font: 16px/1.7 system-ui, "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", sans-serif; word-break: auto-phrase; overflow-wrap: anywhere }
main { max-width: 40rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.4; text-wrap: balance }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px }
section { padding: 1rem 1.25rem; margin: 1rem 0 }
label { display: grid; grid-template-columns: auto 1fr; gap: .25rem .75rem; align-content: center; min-height: 44px; padding: .5rem 0; cursor: pointer }
label small { grid-column: 2 }
small, .quiet { color: var(--quiet); font-size: .875rem }
input[type=checkbox] { width: 1.25rem; height: 1.25rem; margin-top: .2rem }
button { min-height: 44px; padding: .4rem 1.25rem; color: var(--on); font: inherit; font-weight: 600; background: var(--accent); border: 1px solid var(--accent); border-radius: 8px; cursor: pointer }
button.plain { color: var(--accent); background: none }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: var(--accent) }
section h2 { margin-top: 0 }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1.5rem; margin: 0 }
dt { color: var(--quiet); font-size: .875rem }
dd { margin: 0 }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dd { margin-bottom: .5rem } }
nav a { display: inline-block; padding: .6rem 0 }
nav { margin-top: 2rem }
`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

type Page = { locale: Locale; title: string; body: Html; status?: number }

/** A whole page that needs no script. */
export const sendPage = (reply: FastifyReply, { locale, title, body, status = 200 }: Page) =>
  reply
    .code(status)
    .headers({
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    })
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html>${
        html`<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${{ html: style }}</style></head><body><main>${body}</main></body></html>`
          .html
      }`,
    )
