const eastern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆]+/gu
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu

export const hasHan = (text: string) => /\p{Script=Han}/u.test(text)
export const kanaRuns = (text: string): string[] => text.normalize('NFKC').match(kana) ?? []
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .split(/[\s・･,、]+/)
    .filter(Boolean)

/** Hiragana and katakana are one. */
export const foldKana = (text: string) =>
  text.replace(/[ぁ-ゖ]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0x60))

/** Pieces of a text by which an index finds it: one and two characters of Han, three letters, and how words begin. */
export const gramsOf = (text: string): string[] => {
  const grams = new Set<string>()
  for (const run of text.match(eastern) ?? []) {
    const letters = [...run]
    for (let at = 0; at < letters.length; at += 1) {
      grams.add(letters[at]!)
      if (at > 0) grams.add(letters[at - 1]! + letters[at]!)
    }
  }
  for (const word of latinRuns(text)) {
    grams.add(`^${word.slice(0, 1)}`)
    if (word.length > 1) grams.add(`^${word.slice(0, 2)}`)
    for (let at = 0; at + 3 <= word.length; at += 1) grams.add(word.slice(at, at + 3))
  }
  return [...grams]
}

/** What a text that holds this part must have: some of its pieces; none when it is too short to tell. */
export const gramsWithin = (part: string): string[] => {
  const grams = new Set<string>()
  for (const run of part.match(eastern) ?? []) {
    const letters = [...run]
    if (letters.length === 1) grams.add(run)
    for (let at = 1; at < letters.length; at += 1) grams.add(letters[at - 1]! + letters[at]!)
  }
  for (const word of latinRuns(part))
    for (let at = 0; at + 3 <= word.length; at += 1) grams.add(word.slice(at, at + 3))
  return [...grams].slice(0, 24)
}

const latinRuns = (text: string): string[] =>
  text.replace(eastern, ' ').match(/[\p{L}\p{N}]+/gu) ?? []
