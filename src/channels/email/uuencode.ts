import type { ParsedAttachment } from '../channel.ts'
import { fileName } from './names.ts'

const MOST_FILES = 50
const begin = /^begin [0-7]{3,4} (\S.{0,300})$/

/** One line: its first character says how many bytes, each further four are three bytes. */
const decodeLine = (line: string, out: number[]): boolean => {
  const length = (line.charCodeAt(0) - 32) & 63
  // Programs leave blanks at the end away.
  if (line.length > 1 + Math.ceil(length / 3) * 4 + 3) return false
  const at = (index: number) => ((line.charCodeAt(index) || 32) - 32) & 63
  for (let done = 0, index = 1; done < length; index += 4) {
    const bits = (at(index) << 18) | (at(index + 1) << 12) | (at(index + 2) << 6) | at(index + 3)
    for (const shift of [16, 8, 0]) if (done++ < length) out.push((bits >> shift) & 255)
  }
  return true
}

/** Files that old programs wrote into the text itself. What only looks like one stays text. */
export const takeUuencoded = (text: string): { text: string; files: ParsedAttachment[] } => {
  if (!/^begin [0-7]{3,4} /m.test(text)) return { text, files: [] }
  const lines = text.split('\n')
  const kept: string[] = []
  const files: ParsedAttachment[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const name = files.length < MOST_FILES ? begin.exec(line)?.[1] : undefined
    const found = name === undefined ? undefined : readFile(lines, at + 1)
    if (!found || name === undefined) {
      kept.push(line)
      continue
    }
    const type = 'application/octet-stream'
    files.push({
      name: fileName(name, type, files.length + 1),
      type,
      bytes: found.bytes,
      inline: false,
    })
    at = found.end
  }
  return { text: kept.join('\n'), files }
}

/** The bytes up to the line `end`; undefined when it does not come, or something else stands before it. */
const readFile = (lines: string[], from: number) => {
  const bytes: number[] = []
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line.trim() === 'end') return { bytes: Uint8Array.from(bytes), end: at }
    if (line === '' || line === '`') continue
    if (!/^[ -`]+$/.test(line) || !decodeLine(line, bytes)) return undefined
  }
  return undefined
}
