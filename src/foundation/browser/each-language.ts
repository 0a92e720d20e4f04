/** What is written in both languages, as names of fields end: the desk's own first. */
export const eachLanguage = (locale: string) =>
  locale === 'ja' ? (['Ja', 'En'] as const) : (['En', 'Ja'] as const)
