import { romanise, shortenVowels, spellHepburn, spellLongVowels, toKatakana } from './romanise.ts'
import { plain } from './variants.ts'

/** Letters beyond A to Z and marks of their own; a million Japanese names have none. */
const marked = /[\u00c0-\u024f\u1e00-\u1eff]|[\u0300-\u036f]/
const letters: Record<string, string> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** Without marks on Latin letters: Søren and José as one types them in a hurry. Kana keep their voicing. */
export const withoutMarks = (value: string) => {
  if (!marked.test(value)) return value
  return value
    .replace(/[øæœßłđðþı]/g, (one) => letters[one]!)
    .normalize('NFD')
    .replace(/([a-z])[\u0300-\u036f]+/g, '$1')
    .normalize('NFC')
}

const honorifics = /(様|さま|さん|殿|氏|先生|御中)$/
const between = /[\s・･.,'’\-=＝_]+/g

/** A name for finding: width, case, spaces, variant characters and honorifics do not count. 髙橋　太郎 様 → 高橋太郎. */
export const foldName = (value: string): string =>
  withoutMarks(plain(value).toLowerCase()).trim().replace(honorifics, '').replace(between, '')

/** A name for comparing: kana of either kind are one, too, and 佐々木 is 佐佐木. */
export const foldNamePart = (value: string): string =>
  toKatakana(foldName(value)).replace(/(\p{Script=Han})々/gu, '$1$1')

/**
 * How a name is read, in Latin letters, its words in order of the alphabet: ヤマダ タロウ, やまだたろう and Taro Yamada
 * agree as far as their words are told apart. Empty when it holds kanji, which say nothing of it.
 */
export const foldReading = (value: string): string => {
  const text = withoutMarks(plain(value).toLowerCase()).replace(honorifics, '')
  if (/\p{Script=Han}/u.test(text)) return ''
  return text
    .split(between)
    .map((word) => shortenVowels(romanise(word)))
    .filter(Boolean)
    .sort()
    .join(' ')
}

/** The words of a name that is read somehow, in Latin letters; none when it holds kanji. */
const readWords = (value: string): string[] => {
  const text = withoutMarks(plain(value).toLowerCase()).trim().replace(honorifics, '')
  if (/\p{Script=Han}/u.test(text)) return []
  return text
    .replace(/(?<=[a-z])['’`-](?=[a-z])/g, '')
    .split(between)
    .filter(Boolean)
}

/** As `foldReading`, and whichever way its syllables are spelled: Sinzi Ôtuka, Shinji Otsuka and シンジ オオツカ are one. */
export const foldSound = (value: string): string =>
  readWords(value)
    .map((word) => shortenVowels(spellHepburn(romanise(word))))
    .filter(Boolean)
    .sort()
    .join(' ')

/** How a name in kana is read exactly: ユキ is not ユウキ, ユーキ is. Empty of any other name. */
export const foldKanaSound = (value: string): string => {
  const words = readWords(value).map(toKatakana)
  if (words.length === 0 || !words.every((word) => /^[\p{Script=Katakana}ー]+$/u.test(word)))
    return ''
  return words
    .map((word) => spellLongVowels(romanise(word, 'long')))
    .sort()
    .join(' ')
}
