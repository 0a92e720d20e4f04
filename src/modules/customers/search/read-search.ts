import { foldName, foldPhone, foldReading } from '../matching/fold.ts'
import { foldKana, gramsWithin, hasHan, kanaRuns, wordsOf } from './words.ts'

/** One way in which a word may stand in a search text. `grams` may be empty: then no index knows it. */
export type Spelling = { like: string; grams: string[] }
/** What is looked for: every word, each in any of its spellings. */
export type Wanted = Spelling[][]

const mostWords = 6

/** 「佐藤 みさき」, sato, `misaki@shop`, 090-1234: words as they are folded in search texts. */
export const readSearch = (search: string): Wanted => {
  const words = wordsOf(search.replaceAll('\u0000', '').slice(0, 200)).filter(
    (word) => !/^(様|さま|さん|殿|御中)$/.test(word),
  )
  return words
    .slice(0, mostWords)
    .map((word) => spellingsOf(word.toLowerCase()))
    .filter((spellings) => spellings.length > 0)
}

const spellingsOf = (word: string): Spelling[] => {
  const parts = new Set(readingsOf(word).filter(Boolean))
  // What holds a shorter spelling is found by that one.
  const needed = [...parts].filter((one) => ![...parts].some((o) => o !== one && one.includes(o)))
  return needed.map(toSpelling)
}

const readingsOf = (word: string): string[] => {
  if (/^[+(]?[\d\-().‐‑–−ー]+$/.test(word) && /\d/.test(word)) {
    const digits = foldPhone(word)
    const bare = digits.replace(/^0+/, '')
    return bare.length >= 3 ? [digits, bare] : [digits]
  }
  if (hasHan(word)) return [foldKana(foldName(word))]
  if (kanaRuns(word).join('') === word) return [foldReading(word)]
  if (word.includes('@')) return [word]
  return [foldName(word), word, foldReading(word), foldReading(toHepburn(foldName(word)))]
}

/** Kunrei and typed spellings as Hepburn: si, tu, sya, honma and homma. */
const toHepburn = (latin: string) =>
  latin
    .replace(/sy(?=[auo])/g, 'sh')
    .replace(/ty(?=[auo])/g, 'ch')
    .replace(/[zj]y(?=[auo])/g, 'j')
    .replace(/si/g, 'shi')
    .replace(/ti/g, 'chi')
    .replace(/tu/g, 'tsu')
    .replace(/(?<![cs])hu/g, 'fu')
    .replace(/zi/g, 'ji')
    .replace(/cch/g, 'tch')
    .replace(/m(?=[bmp])/g, 'n')

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** One or two letters are how a word begins; anything longer may stand anywhere. */
const toSpelling = (part: string): Spelling => {
  const isShort = /^[\p{L}\p{N}]{1,2}$/u.test(part) && gramsWithin(part).length === 0
  return isShort
    ? { like: `% ${escapeLike(part)}%`, grams: [`^${part}`] }
    : { like: `%${escapeLike(part)}%`, grams: gramsWithin(part) }
}
