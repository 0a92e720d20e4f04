/** What a spreadsheet writes where a formula failed. */
export const isCellError = (value: string) =>
  /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!)$/i.test(value)

/** A long number as a spreadsheet shortens it: the same for the numbers of many. */
export const isShortened = (value: string) =>
  /^\d([.,]\d+)?E\+\d{2}$/i.test(value.normalize('NFKC'))

/** Why nobody can be told by a value, as the code of a problem: it is not theirs alone, or not one value. */
export const findSpoilt = (type: string, given: string): string | undefined => {
  const value = given.trim()
  if (isCellError(value)) return 'value_blocked'
  if (type === 'email') return /[\s"<>()[\]{},;]/.test(value) ? 'email_invalid' : undefined
  return isShortened(value) ? 'number_shortened' : undefined
}
