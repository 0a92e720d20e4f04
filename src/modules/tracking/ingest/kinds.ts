export const kinds = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type Kind = (typeof kinds)[number]

const known: ReadonlySet<string> = new Set(kinds)

export const readKind = (value: unknown): Kind | undefined => {
  if (typeof value !== 'string') return undefined
  const kind = value.toLowerCase()
  return known.has(kind) ? (kind as Kind) : undefined
}
