import { foldName, foldPhone, foldReading } from '../matching/fold.ts'
import type { Findable } from './findable.ts'
import { foldKana, hasHan, kanaRuns, wordsOf } from './words.ts'

/** An index entry is at most a third of a page of 8 kB. */
const mostBytes = { names: 700, contacts: 1100 }
/** A name in which an address stands is for those who may see addresses. */
const tellsContact = /@|\d{4}/

/**
 * What one finds a customer by, folded: ` 佐藤美咲 sato misaki satomisaki ⏎ misaki@shop.example 09012345678 `. Every word has
 * a space on each side; what stands after the line break is not for everybody to search in.
 */
export const toSearchText = ({ names, identifiers }: Omit<Findable, 'id'>): string => {
  const plain = names.filter((name) => !tellsContact.test(name.normalize('NFKC')))
  const telling = names.filter((name) => !plain.includes(name))
  const contacts = [
    ...identifiers.map(({ type, value }) => foldIdentifier(type, value)),
    ...telling.flatMap(foldAnyName),
  ]
  return `${joined(plain.flatMap(foldAnyName), mostBytes.names)}\n${joined(contacts, mostBytes.contacts)}`
}

const joined = (words: readonly string[], most: number) => {
  let text = ' '
  for (const word of new Set(words.filter(Boolean))) {
    if (Buffer.byteLength(text) + Buffer.byteLength(word) + 1 > most) continue
    text += `${word} `
  }
  return text
}

const foldIdentifier = (type: string, value: string) =>
  type === 'phone' ? foldPhone(value) : value.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/** A name as it is written, without its spaces where it is in Han, and as it is read, in Latin letters. */
const foldAnyName = (name: string): string[] => {
  if (hasHan(name))
    return [foldKana(foldName(name)), ...kanaRuns(name).map((run) => foldReading(run))]
  const words = wordsOf(name)
  const readings = words.map(foldReading)
  const isKana = kanaRuns(name).length > 0
  return [
    ...words.map(foldName).filter((word) => kanaRuns(word).length === 0),
    ...readings,
    // サトウミサキ is looked for without its space, too.
    ...(isKana && words.length > 1 ? [readings.join('')] : []),
  ]
}
