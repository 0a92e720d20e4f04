/** Whether these are other words, whatever storing did to them: ends are trimmed, half characters replaced. */
export const isOtherText = (one: string, other: string) =>
  one.toWellFormed().trim() !== other.toWellFormed().trim()
