import { decodeCharset } from './charset.ts'
import { decodeQuotedPrintable } from './transfer.ts'

const word = /=\?([^?\s]{1,80})\?([bq])\?([^?]*)\?=/gi

const wordBytes = (encoding: string, text: string): Uint8Array =>
  encoding.toLowerCase() === 'b'
    ? Buffer.from(text, 'base64')
    : decodeQuotedPrintable(Buffer.from(text.replace(/[_ ]/g, '=20'), 'latin1'))

/**
 * RFC 2047 encoded words. Neighbours of one charset are joined as bytes before they are decoded,
 * because senders cut a character in two.
 */
export const decodeWords = (text: string): string => {
  if (!text.includes('=?')) return text
  let result = ''
  let end = 0
  let charset = ''
  let pending: Uint8Array[] = []
  const flush = () => {
    if (pending.length) result += decodeCharset(Buffer.concat(pending), charset)
    pending = []
  }
  for (const match of text.matchAll(word)) {
    const [whole, name = '', encoding = '', content = ''] = match
    const between = text.slice(end, match.index)
    const continues = pending.length > 0 && between.trim() === ''
    if (!continues || name.toLowerCase() !== charset) flush()
    if (!continues) result += between
    charset = name.toLowerCase()
    pending.push(wordBytes(encoding, content))
    end = match.index + whole.length
  }
  flush()
  return result + text.slice(end)
}
