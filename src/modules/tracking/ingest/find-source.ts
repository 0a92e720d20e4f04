import type { Kysely } from 'kysely'
import type { Database } from '../../../foundation/server/database/tables.generated.ts'

export type Source = { workspaceId: string; id: string }
export type FindSource = (writeKey: string) => Promise<Source | undefined>

const knownMs = 5000
/** Short, so that a source made a moment ago works; not nothing, so that strangers cost no query each. */
const unknownMs = 1000
const remembered = 10_000

/** Looks sources up by write key and remembers the answer for seconds. */
export const createFindSource = (db: Kysely<Database>): FindSource => {
  const answers = new Map<string, { source: Promise<Source | undefined>; until: number }>()

  const ask = async (writeKey: string): Promise<Source | undefined> => {
    const row = await db
      .selectFrom('source')
      .select(['workspace_id', 'id'])
      .where('write_key', '=', writeKey)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    return row && { workspaceId: row.workspace_id, id: row.id }
  }

  return async (writeKey) => {
    if (!/^[\w:.-]{1,100}$/.test(writeKey)) return undefined
    const known = answers.get(writeKey)
    if (known && known.until > Date.now()) return known.source
    const answer = { source: ask(writeKey), until: Date.now() + knownMs }
    answers.delete(writeKey)
    answers.set(writeKey, answer)
    if (answers.size > remembered) answers.delete(answers.keys().next().value!)
    try {
      const source = await answer.source
      if (!source) answer.until = Date.now() + unknownMs
      return source
    } catch (error) {
      answers.delete(writeKey)
      throw error
    }
  }
}
