/** The language of a piece of text, so that Han characters take the right shapes and lines break well. */
export const languageOf = (text: string): 'ja' | undefined =>
  /[\u3041-\u30ff\uff66-\uff9f]/.test(text.slice(0, 2000)) ? 'ja' : undefined

/** Names in Han alone are taken for Japanese where the reader works in Japanese. */
export const nameLanguage = (name: string, locale: string): 'ja' | undefined =>
  languageOf(name) ?? (locale === 'ja' && /\p{Script=Han}/u.test(name) ? 'ja' : undefined)
