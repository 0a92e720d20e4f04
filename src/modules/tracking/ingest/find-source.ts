import { createHmac } from 'node:crypto'
import type { Services } from '../../../foundation/server/services.ts'
import { SourceRules } from '../contract.ts'
import { compileRules, type Gate } from '../rules/compile.ts'
import { plainKey } from './write-key.ts'

export type Source = {
  workspaceId: string
  id: string
  /** Undefined where everything is let in as it is: for events of our own making. */
  gate?: Gate | undefined
}
export type FindSource = (writeKey: string) => Promise<Source | undefined>

const knownMs = 5000
/** Short, so that a source made a moment ago works; not nothing, so that strangers cost no query each. */
const unknownMs = 1000
const remembered = 10_000

/** With what a workspace's sources hash: HMAC-SHA256, base64url, marked as what it is. */
export const hasherOf = (services: Services, sealed: string | null) => {
  if (sealed === null) return () => 'hash:none'
  const key = services.seal.open(sealed)
  return (value: string) =>
    `hash:${createHmac('sha256', key).update(value.normalize('NFKC').trim().toLowerCase()).digest('base64url')}`
}

/** Looks sources up by write key, their rules made ready, and remembers the answer for seconds. */
export const createFindSource = (services: Services): FindSource => {
  const answers = new Map<string, { source: Promise<Source | undefined>; until: number }>()

  const ask = async (writeKey: string): Promise<Source | undefined> => {
    const row = await services.db
      .selectFrom('source')
      .leftJoin('tracking_key', 'tracking_key.workspace_id', 'source.workspace_id')
      .select(['source.workspace_id', 'id', 'rules', 'hash_key'])
      .where('write_key', '=', writeKey)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (!row) return undefined
    const gate = compileRules(SourceRules.parse(row.rules), hasherOf(services, row.hash_key))
    return { workspaceId: row.workspace_id, id: row.id, gate }
  }

  return async (given) => {
    if (!/^[\w:.-]{1,100}$/.test(given)) return undefined
    const writeKey = plainKey(given)
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
