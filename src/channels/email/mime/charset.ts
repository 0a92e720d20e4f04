import { isAscii } from 'node:buffer'
import Encoding from 'encoding-japanese'

const ESC = String.fromCharCode(0x1b)
const shiftOut = String.fromCharCode(0x0e)
const shiftIn = String.fromCharCode(0x0f)
/** Longer text is judged by its beginning. */
const SAMPLE = 64 * 1024

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

const alias: Record<string, string> = {
  cp932: 'windows-31j',
  ms932: 'windows-31j',
  'x-ms-cp932': 'windows-31j',
  'shift-jis': 'windows-31j',
  sjis: 'windows-31j',
  'sjis-win': 'windows-31j',
  cp51932: 'euc-jp',
  'eucjp-win': 'euc-jp',
  eucjp: 'euc-jp',
  cp936: 'gbk',
  cp949: 'euc-kr',
  'ks_c_5601-1987': 'euc-kr',
  utf8: 'utf-8',
  utf8mb4: 'utf-8',
  '8bit': 'utf-8',
}

const isJisName = (name: string): boolean => /^(iso-?2022-?jp|cp5022|csiso2022jp|jis)/.test(name)

const decoderFor = (name: string): InstanceType<typeof TextDecoder> | undefined => {
  try {
    return new TextDecoder(alias[name] ?? name)
  } catch {
    return undefined
  }
}

const jisEscape = new RegExp(`${ESC}(\\$[@B]|\\$\\([@BDOPQ]|\\([IJ])`)
const shiftedKana = new RegExp(`${shiftOut}([^${shiftIn}\\n]*)${shiftIn}?`, 'g')

/** Escape sequences of ISO-2022-JP (`ESC $ B`, `ESC ( I`, …) in text that is otherwise 7-bit. */
const looksLikeJis = (bytes: Uint8Array): boolean =>
  bytes.includes(0x1b) && jisEscape.test(latin1(bytes.subarray(0, SAMPLE)))

/**
 * encoding-japanese knows NEC row 13, half-width kana and JIS X 0212; the decoders of the platform
 * do not know all. Senders that forget to return to ASCII at a line's end, or that shift to kana by
 * SO and SI, are met half-way.
 */
const decodeJis = (bytes: Uint8Array): string => {
  const tidy = latin1(bytes)
    .replace(shiftedKana, `${ESC}(I$1${ESC}(B`)
    .replace(/\r?\n/g, `${ESC}(B$&`)
  return Encoding.convert(Buffer.from(tidy, 'latin1'), {
    to: 'UNICODE',
    from: 'JIS',
    type: 'string',
  })
}

const count = (text: string, pattern: RegExp): number => {
  let found = 0
  for (const _ of text.matchAll(pattern)) found++
  return found
}

/** Accented Latin text read as Shift_JIS or EUC gives single stray ideographs, Japanese gives runs of them. */
const looksJapanese = (text: string): boolean =>
  /[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff9f]{2}/.test(text)

const guess = (bytes: Uint8Array, declared: string | undefined): string => {
  const candidates = [
    ...(declared ? [declared] : []),
    'utf-8',
    ...['windows-31j', 'euc-jp'].filter((name) =>
      looksJapanese(new TextDecoder(name).decode(bytes.subarray(0, SAMPLE))),
    ),
  ]
  const read = candidates.map((name) => decoderFor(name)?.decode(bytes) ?? '\ufffd'.repeat(99))
  const broken = read.map((text) => count(text, /\ufffd/g))
  const least = Math.min(...broken)
  const best = read[broken.indexOf(least)] ?? ''
  // One cut character in much good text is damage; otherwise it is Western 8-bit text.
  const good = least ? count(best, /[^\p{ASCII}\ufffd]/gu) : 0
  return least * 10 > good ? new TextDecoder('windows-1252').decode(bytes) : best
}

const saysNothing =
  /^((us-)?ascii|ansi_x3.*|iso-8859-1|latin1|windows-1252|(x-)?unknown.*|default.*)$/

/**
 * Bytes of a text in the charset that was declared, or in the one that they are really in:
 * undeclared ISO-2022-JP, Shift_JIS called UTF-8, UTF-8 called ASCII. Never throws.
 */
export const decodeCharset = (bytes: Uint8Array, declared?: string): string => {
  const name = declared?.trim().toLowerCase().replace(/\*.*$/, '') || undefined
  const sevenBit = isAscii(bytes)
  if (sevenBit && (looksLikeJis(bytes) || (name && isJisName(name)))) return decodeJis(bytes)
  if (sevenBit && !name?.startsWith('utf-16')) return latin1(bytes)
  const decoder = !name || saysNothing.test(name) ? undefined : decoderFor(name)
  if (!decoder || (name && isJisName(name))) return guess(bytes, undefined)
  const text = decoder.decode(bytes)
  return text.includes('\ufffd') ? guess(bytes, name) : text
}
