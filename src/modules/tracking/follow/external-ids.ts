import { longestId, readPersonId } from '../ingest/person-id.ts'

/** More are a broken integration. */
const most = 10

/** Segment's `context.externalIds`: `[{ id, type, collection: 'users', encoding: 'none' }]`. What is of no person is left out. */
export const readExternalIds = (given: unknown): { type: string; value: string }[] => {
  if (!Array.isArray(given)) return []
  return given.slice(0, most).flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return []
    const { id, type, collection = 'users', encoding = 'none' } = one as Record<string, unknown>
    const value = readPersonId(id)
    const isOurs = collection === 'users' && encoding === 'none'
    if (!isOurs || typeof type !== 'string' || !value || value.length > longestId) return []
    return [{ type: type.trim().toLowerCase(), value }]
  })
}
