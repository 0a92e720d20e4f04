import { romanise, shortenVowels } from './romanise.ts'

/** Characters that one name is written with now and another time, to the plain one. */
const variants = new Map(
  [
    '髙高',
    '﨑崎',
    '嵜崎',
    '濵浜',
    '濱浜',
    '澤沢',
    '邊辺',
    '邉辺',
    '齋斎',
    '齊斎',
    '斉斎',
    '廣広',
    '國国',
    '櫻桜',
    '德徳',
    '惠恵',
    '眞真',
    '壽寿',
    '瀨瀬',
    '嶋島',
    '嶌島',
    '龍竜',
    '籐藤',
    '冨富',
    '禮礼',
    '榮栄',
    '藏蔵',
    '曾曽',
    '萬万',
    '與与',
    '遙遥',
    '彌弥',
    '祐祐',
    '黑黒',
    '淸清',
    '靜静',
    '圓円',
    '關関',
    '實実',
    '兒児',
    '莊荘',
    '條条',
    '曻昇',
    '舘館',
    '峯峰',
    '渕淵',
    '埜野',
    '舩船',
    '桒桑',
    '吉𠮷',
  ].map((pair) => {
    const [odd, plain] = [...pair]
    return odd === '吉' ? ['𠮷', '吉'] : [odd!, plain!]
  }) as [string, string][],
)

const plain = (value: string) =>
  [...value.normalize('NFKC')].map((one) => variants.get(one) ?? one).join('')

/** Letters beyond A to Z and marks of their own; a million Japanese names have none. */
const marked = /[\u00c0-\u024f\u1e00-\u1eff]|[\u0300-\u036f]/

/** Without marks on Latin letters: Søren and José as one types them in a hurry. Kana keep their voicing. */
const withoutMarks = (value: string) => {
  if (!marked.test(value)) return value
  return value
    .replace(/[ø]/g, 'o')
    .replace(/[æ]/g, 'ae')
    .replace(/[ß]/g, 'ss')
    .normalize('NFD')
    .replace(/([a-z])[\u0300-\u036f]+/g, '$1')
    .normalize('NFC')
}

const honorifics = /(様|さま|さん|殿|氏|先生|御中)$/

/** A name for comparing: width, case, spaces, variant characters and honorifics do not count. 髙橋　太郎 様 → 高橋太郎. */
export const foldName = (value: string): string =>
  withoutMarks(plain(value).toLowerCase())
    .trim()
    .replace(honorifics, '')
    .replace(/[\s・･.,'’\-=＝_]+/g, '')

/**
 * How a name is read, in Latin letters, its words in order of the alphabet: ヤマダ タロウ, やまだたろう and Taro Yamada
 * agree as far as their words are told apart. Empty when it holds kanji, which say nothing of it.
 */
export const foldReading = (value: string): string => {
  const text = withoutMarks(plain(value).toLowerCase()).replace(honorifics, '')
  if (/\p{Script=Han}/u.test(text)) return ''
  return text
    .split(/[\s・･.,'’\-=＝_]+/)
    .map((word) => shortenVowels(romanise(word)))
    .filter(Boolean)
    .sort()
    .join(' ')
}

const digits: Record<string, string> = {
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
  十: '10',
}

/** An address for comparing: 東京都渋谷区神南１丁目２番３号 and 東京都渋谷区神南1-2-3 are one. */
export const foldAddress = (value: string): string =>
  withoutMarks(plain(value).toLowerCase())
    .replace(/([一二三四五六七八九十])(?=丁目|番|号)/g, (one) => digits[one]!)
    .replace(/丁目|番地の?|番|の(?=\d)/g, '-')
    .replace(/号室?/g, '')
    .replace(/[‐‑‒–—―−ー－]/g, '-')
    .replace(/[\s,.、。]+/g, '')
    .replace(/-+/g, '-')
    .replace(/-$/, '')

/** Digits alone, a Japanese number as it is dialled there: +81 90-1234-5678 → 09012345678. */
export const foldPhone = (value: string): string => {
  const number = value.normalize('NFKC').replace(/[^\d+]/g, '')
  return number.replace(/^(\+|010|0{2})?81(?=[1-9]\d{8,9}$)/, '0').replace(/\D/g, '')
}

export const foldMail = (value: string): string => value.normalize('NFKC').trim().toLowerCase()

/** The part before the @, without what follows a plus: the same person at another provider. */
export const mailName = (value: string): string => foldMail(value).split('@')[0]!.split('+')[0]!

/** YYYYMMDD of a date as people write it, years first; Japanese eras are not guessed at. */
export const foldDate = (value: string): string => {
  const parts = /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?$/.exec(value.normalize('NFKC').trim())
  return parts ? parts[1]! + parts[2]!.padStart(2, '0') + parts[3]!.padStart(2, '0') : ''
}

export const foldPostcode = (value: string): string =>
  value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\da-z]/g, '')
