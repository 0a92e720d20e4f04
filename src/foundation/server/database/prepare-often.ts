import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type pg from 'pg'

/** Plans cost memory on each connection, so only what is asked in earnest gets one. */
const manyTimes = 30
const mostPlans = 100
const longest = 4000
/** A plan whose result changed shape, by a migration beside us; asked afresh it is right. */
const changedShape = '0A000'

const mark = '/* often */'
/** At the beginning of a query outside transactions: it is asked all day in few variants, so its plan is kept, too. */
export const often = sql.raw(mark)

/**
 * Keeps the plans of the statements that make up most transactions: each is short, there are a dozen to a message, and
 * planning them takes longer than running them. Queries outside transactions choose for themselves (`often`,
 * `runPrepared`).
 */
export const createPlans = () => {
  const counts = new Map<string, number>()
  const names = new Map<string, string>()

  const nameOf = (text: string) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= mostPlans || text.length > longest) return known
    // Lists of values make endlessly many texts.
    if (counts.size > 5000) counts.clear()
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    if (count < manyTimes) return undefined
    counts.delete(text)
    const name = hash('md5', text)
    names.set(text, name)
    return name
  }

  /** Makes a connection keep plans. */
  return (client: pg.PoolClient) => {
    const query = client.query.bind(client) as (...all: unknown[]) => Promise<pg.QueryResult>
    let inside = false
    const ask = (text: unknown, values?: unknown[], ...rest: unknown[]) => {
      if (typeof text !== 'string' || rest.length > 0) return query(text, values, ...rest)
      const word = text.slice(0, 8).toLowerCase()
      if (word.startsWith('begin') || word.startsWith('start tr')) inside = true
      else if (word.startsWith('commit') || word === 'rollback') inside = false
      const isMeant = inside || text.startsWith(mark)
      const name = isMeant && values && values.length > 0 ? nameOf(text) : undefined
      if (!name) return query(text, values)
      return query({ name, text, values }).catch((error) => {
        if (error.code === changedShape) names.set(text, '')
        throw error
      })
    }
    client.query = ask as typeof client.query
  }
}
