/** Kana as Hepburn writes them; two kana that are read as one come first. */
const syllables = (() => {
  const rows: Record<string, string> = {
    '': 'アイウエオ',
    k: 'カキクケコ',
    s: 'サシスセソ',
    t: 'タチツテト',
    n: 'ナニヌネノ',
    h: 'ハヒフヘホ',
    m: 'マミムメモ',
    r: 'ラリルレロ',
    g: 'ガギグゲゴ',
    z: 'ザジズゼゾ',
    d: 'ダヂヅデド',
    b: 'バビブベボ',
    p: 'パピプペポ',
  }
  const irregular: Record<string, string> = {
    シ: 'shi',
    チ: 'chi',
    ツ: 'tsu',
    フ: 'fu',
    ジ: 'ji',
    ヂ: 'ji',
    ヅ: 'zu',
    ヤ: 'ya',
    ユ: 'yu',
    ヨ: 'yo',
    ワ: 'wa',
    ヰ: 'i',
    ヱ: 'e',
    ヲ: 'o',
    ン: 'n',
    ヴ: 'vu',
    ァ: 'a',
    ィ: 'i',
    ゥ: 'u',
    ェ: 'e',
    ォ: 'o',
    ャ: 'ya',
    ュ: 'yu',
    ョ: 'yo',
  }
  const table = new Map<string, string>()
  for (const [consonant, kana] of Object.entries(rows))
    [...kana].forEach((one, at) => void table.set(one, consonant + 'aiueo'[at]!))
  for (const [kana, latin] of Object.entries(irregular)) table.set(kana, latin)
  // きゃ, しゃ, ちゃ …: the consonant of the first with the vowel of the second.
  for (const first of 'キシチニヒミリギジヂビピ') {
    const start = table.get(first)!.slice(0, -1)
    for (const second of 'ャュョ')
      table.set(
        first + second,
        /sh|ch|j/.test(start) ? start + table.get(second)![1]! : start + table.get(second)!,
      )
  }
  for (const [small, vowel] of Object.entries({ ァ: 'a', ィ: 'i', ェ: 'e', ォ: 'o' })) {
    table.set(`フ${small}`, `f${vowel}`)
    table.set(`ヴ${small}`, `v${vowel}`)
  }
  table.set('ティ', 'ti').set('ディ', 'di').set('シェ', 'she').set('ジェ', 'je').set('チェ', 'che')
  return table
})()

/** Hiragana to katakana; NFKC has made half-width kana whole already. */
export const toKatakana = (text: string) =>
  text.replace(/[ぁ-ゖ]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0x60))

/** Kana as Latin letters, for comparing: ヤマダ → yamada. Whatever is no kana stays; ー says its vowel again if `long`. */
export const romanise = (text: string, long?: 'long'): string => {
  const kana = toKatakana(text)
  let out = ''
  for (let at = 0; at < kana.length; at += 1) {
    const one = kana[at]!
    const pair = syllables.get(kana.slice(at, at + 2))
    if (pair && at + 1 < kana.length) {
      out += pair
      at += 1
    } else if (one === 'ッ') {
      const next = syllables.get(kana.slice(at + 1, at + 3)) ?? syllables.get(kana[at + 1] ?? '')
      if (next) out += next.startsWith('ch') ? 't' : next[0]!
    } else if (one === 'ー') out += long ? (out.at(-1) ?? '') : ''
    else out += syllables.get(one) ?? one
  }
  return out
}

/** Long vowels are written in many ways (Satō, Satou, Sato, Ohno, Yuhki): none of them counts. */
export const shortenVowels = (latin: string): string =>
  latin
    .replace(/ou/g, 'o')
    .replace(/([ou])h(?=[^aeiou]|$)/g, '$1')
    .replace(/([aeiou])\1+/g, '$1')

/** One way of writing long vowels of kana: オオノ and オーノ as オウノ. */
export const spellLongVowels = (latin: string): string =>
  latin.replace(/oo/g, 'ou').replace(/ee/g, 'ei')

/** A word that may be Japanese: nothing but its syllables, spelled in any way. */
const japanese =
  /^(?:(?:[kstnhmyrwgzdbpfj]|[sc]h|ts|[kgnhmrbpstzjdc]y|dz)?[aeiou]+h?|n|m(?=[bmp])|t(?=ch)|([ksptcgzdbm])(?=\1))+$/

/** Kunrei, passport and typed spellings as Hepburn: si, tu, sya, zyu, homma and hacchobori. Other words stay. */
export const spellHepburn = (latin: string): string =>
  japanese.test(latin)
    ? latin
        .replace(/dz/g, 'z')
        .replace(/sy(?=[auoe])/g, 'sh')
        .replace(/[tc]y(?=[auoe])/g, 'ch')
        .replace(/[zjd]y(?=[auoe])/g, 'j')
        .replace(/si/g, 'shi')
        .replace(/ti/g, 'chi')
        .replace(/tu/g, 'tsu')
        .replace(/du/g, 'zu')
        .replace(/(?<![cs])hu/g, 'fu')
        .replace(/zi/g, 'ji')
        .replace(/wo/g, 'o')
        .replace(/cch/g, 'tch')
        .replace(/tts/g, 'ts')
        .replace(/m(?=[bmp])/g, 'n')
    : latin
