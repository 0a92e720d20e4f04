import { open } from 'node:fs/promises'
import Encoding from 'encoding-japanese'
import type { EncodingName } from '../contract.ts'

const pieceBytes = 256 * 1024

/**
 * What the bytes are written in, by their mark, else by the first stretch that is not plain ASCII: a file may begin with
 * thousands of rows that say nothing of it.
 */
export const detectEncoding = async (path: string): Promise<EncodingName> => {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(pieceBytes)
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, at)
      const piece = buffer.subarray(0, bytesRead)
      const mark = at === 0 ? readMark(piece) : undefined
      if (mark) return mark
      if (bytesRead === 0) return 'utf-8'
      const first = piece.findIndex((byte) => byte >= 0x80 || byte === 0)
      if (first < 0) {
        at += bytesRead
        continue
      }
      const { bytesRead: size } = await file.read(
        buffer,
        0,
        pieceBytes,
        lineBefore(piece, first) + at,
      )
      return guess(buffer.subarray(0, size))
    }
  } finally {
    await file.close()
  }
}

export const readMark = (piece: Buffer): EncodingName | undefined => {
  if (piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf) return 'utf-8'
  if (piece[0] === 0xff && piece[1] === 0xfe) return 'utf-16le'
  if (piece[0] === 0xfe && piece[1] === 0xff) return 'utf-16be'
  return undefined
}

const lineBefore = (piece: Buffer, at: number) => piece.lastIndexOf(10, at) + 1

const guess = (sample: Buffer): EncodingName => {
  const zeros = [0, 1].map(
    (odd) => sample.filter((byte, at) => at % 2 === odd && byte === 0).length,
  )
  if (Math.max(...zeros) > sample.length / 8) return zeros[1]! > zeros[0]! ? 'utf-16le' : 'utf-16be'
  if (isUtf8(sample)) return 'utf-8'
  if (isWestern(sample)) return 'windows-1252'
  if (isEuc(sample)) return 'euc-jp'
  const found = Encoding.detect(sample, ['SJIS', 'EUCJP'])
  return found === 'EUCJP' ? 'euc-jp' : 'shift_jis'
}

/** Also where rows here and there are written in another one, whose bytes make hardly any such character by chance. */
const isUtf8 = (sample: Buffer) => {
  // The last character may be cut in two.
  const text = new TextDecoder('utf-8').decode(sample, { stream: true })
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const bad = count(/\uFFFD/g)
  return bad === 0 || count(/[\u0800-\uD7FF]/g) > bad || count(/[\u0080-\u07FF]/g) > 4 * bad
}

const isKana = (byte: number) => byte >= 0xa1 && byte <= 0xdf
const isTrail = (byte = 0) => (byte >= 0x40 && byte <= 0x7e) || (byte >= 0x80 && byte <= 0xfc)
const isLetter = (byte = 0) => (byte | 32) >= 97 && (byte | 32) <= 122

/** Read as Shift_JIS, EUC-JP is kanji with half-width kana among them, as nobody writes; half-width kana alone may be either. */
const isEuc = (sample: Buffer) => {
  const [euc, sjis] = ['euc-jp', 'shift_jis'].map((name) =>
    new TextDecoder(name).decode(sample, { stream: true }),
  )
  return (
    !euc!.includes('\uFFFD') &&
    /\uFFFD|[\uFF61-\uFF9F]\p{Script=Han}|\p{Script=Han}[\uFF61-\uFF9F]/u.test(sjis!)
  )
}

/**
 * Whether the characters beyond ASCII are rather accents and quotation marks within words (José, O’Brien) than Japanese:
 * single ones behind a letter, or what stands for nothing in Shift_JIS.
 */
const isWestern = (sample: Buffer) => {
  let western = 0
  let japanese = 0
  for (let at = 0; at < sample.length; at += 1) {
    if (sample[at]! < 0x80) continue
    const isInWord = isLetter(sample[at - 1])
    let length = 0
    let isBroken = false
    while (at < sample.length && sample[at]! >= 0x80) {
      if (!isKana(sample[at]!)) {
        if (isTrail(sample[at + 1])) at += 1
        else isBroken = true
      }
      at += 1
      length += 1
    }
    if (isBroken || (isInWord && length === 1)) western += 1
    else japanese += 1
  }
  return western > japanese
}

const delimiters = [',', '\t', ';', '|'] as const

/** What most evenly divides the first lines. */
export const detectDelimiter = (head: string): string => {
  const lines = head
    .split(/\r\n|\n|\r/)
    .slice(0, 20)
    .filter(Boolean)
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  const score = (delimiter: string) => {
    const counts = whole.map((line) => outsideQuotes(line).split(delimiter).length - 1)
    const first = counts[0] ?? 0
    return first === 0 ? 0 : counts.filter((count) => count === first).length * 100 + first
  }
  const best = delimiters.reduce((a, b) => (score(b) > score(a) ? b : a))
  return score(best) > 0 ? best : ','
}

const outsideQuotes = (line: string) => line.replace(/"[^"]*"/g, '')
