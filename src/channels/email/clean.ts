/** PostgreSQL stores neither NUL nor half a surrogate pair, and other control characters only confuse readers. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed()

/** One line of at most `longest` characters, for subjects, names and addresses. */
export const cleanLine = (text: string, longest: number): string =>
  cleanText(text.slice(0, longest * 2))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed()
