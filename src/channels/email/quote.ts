import type { OutgoingMessage } from '../channel.ts'
import { cleanLine, cleanText } from './clean.ts'
import { escapeHtml } from './escape-html.ts'
import english from './texts.en.json' with { type: 'json' }
import japanese from './texts.ja.json' with { type: 'json' }

const LONGEST = 20_000

const linked = (text: string): string =>
  escapeHtml(text).replace(/https?:\/\/[^\s<>"'、。（）「」]{1,1000}/g, (url) => {
    const end = /(?:&quot;|&gt;|&lt;|[.,;:!?)\]])+$/.exec(url)?.index ?? url.length
    return `<a href="${url.slice(0, end)}">${url.slice(0, end)}</a>${url.slice(end)}`
  })

export const textToHtml = (text: string): string => linked(text).replace(/\n/g, '<br>\n')

const formats = {
  ja: new Intl.DateTimeFormat('ja-JP', {
    timeZone: 'Asia/Tokyo',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }),
  en: new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }),
}

const introduction = ({ inReplyTo, locale }: OutgoingMessage): string => {
  if (!inReplyTo) return ''
  const text = (locale === 'ja' ? japanese : english)['channel.email.quote']
  return text
    .replace('{date}', () => formats[locale].format(inReplyTo.at))
    .replace('{from}', () => cleanLine(inReplyTo.from, 300))
}

const quoted = ({ inReplyTo }: OutgoingMessage): string =>
  cleanText(inReplyTo?.text ?? '')
    .slice(0, LONGEST)
    .trimEnd()

/** The mail that is answered, as every mail program adds it; nothing of another thread. */
export const quoteText = (message: OutgoingMessage): string => {
  const text = quoted(message)
  if (!text) return ''
  const lines = text
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()))
  return `\n\n${introduction(message)}\n${lines.join('\n')}\n`
}

export const quoteHtml = (message: OutgoingMessage): string => {
  const text = quoted(message)
  return text
    ? `<br><br>\n<div>${escapeHtml(introduction(message))}</div>\n<blockquote type="cite">${textToHtml(text)}</blockquote>`
    : ''
}
