const name = 'unclear-mails'

/** Beside the rows by kind: mails that may be somebody's and that nobody could read. */
export const withUnclear = (counts: Record<string, number>, unclear: number) => ({
  ...counts,
  ...(unclear > 0 ? { [name]: unclear } : {}),
})

/** Takes apart what `withUnclear` put together. */
export const unclearIn = ({ [name]: unclear = 0, ...counts }: Record<string, number>) => ({
  counts,
  unclear,
})
