import type { Address, ParsedAttachment } from '../channel.ts'
import { cleanLine } from './clean.ts'
import { isAddress, normaliseAddress } from './people.ts'

const MOST_LINES = 2000
/** The fields of the forwarded mail stand within this many lines. */
const BLOCK = 14

const subjectMark = /^\s*(fwd?|fw|転送|wg|tr|rv|i|enc)\s*[:：]/i
const divider =
  /^[-_=\s>*]*(forwarded (message|mail)|begin forwarded message|転送(された)?(メッセージ|メール)|転送元|weitergeleitete (nachricht|mail)|message (transféré|réexpédié))\s*[:：]?[-_=\s*]*$/i
const fromLine =
  /^[\s>*]*(?:from|差出人|送信者|送信元|von|de|expéditeur)\s*\*?\s*[:：]\s*\*?\s*(.{3,400})$/i
const mates =
  /^[\s>*]*(sent|date|to|subject|送信日時|日時|日付|宛先|件名|gesendet|an|betreff|envoyé|à|objet)\s*\*?\s*[:：]/i

const readPerson = (value: string): Address | undefined => {
  const address = /(?:<|\[|mailto:|^|\s)([^\s<>[\]:()]{1,64}@[^\s<>[\]():,;]{1,255})/.exec(
    value,
  )?.[1]
  const normal = normaliseAddress(address ?? '')
  if (!isAddress(normal)) return undefined
  const name = cleanLine(value.replace(/[<[(].*$/, '').replace(/["'*]/g, ''), 200)
  return { address: normal, ...(name && !name.includes('@') ? { name } : {}) }
}

const inBlock = (lines: string[], at: number): Address | undefined => {
  for (const line of lines.slice(at, at + BLOCK)) {
    const value = fromLine.exec(line)?.[1]
    if (value) return readPerson(value)
  }
  return undefined
}

/**
 * Who wrote the mail that this one passes on whole: by its dividing line, by the fields that stand in its text, or
 * by the mail attached to it. A plain answer that quotes has none.
 */
export const readForwarded = (
  subject: string,
  text: string,
  files: readonly ParsedAttachment[],
): Address | undefined => {
  const lines = text.split('\n', MOST_LINES)
  const divided = lines.findIndex((line) => line.length < 200 && divider.test(line))
  if (divided >= 0) {
    const found = inBlock(lines, divided + 1)
    if (found) return found
  }
  if (!subjectMark.test(subject)) return undefined
  const start = lines.findIndex(
    (line, at) =>
      line.length < 500 &&
      fromLine.test(line) &&
      lines.slice(at + 1, at + BLOCK).filter((mate) => mates.test(mate.slice(0, 200))).length >= 2,
  )
  if (start >= 0) return inBlock(lines, start)
  const attached = files.filter((file) => file.mail)
  return attached.length === 1 ? (attached[0]?.mail?.from ?? undefined) : undefined
}
