import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'

/**
 * Names that this process answers for, held as shared advisory locks of its listening connection: when the process dies,
 * however it dies, the database lets go of them at once, and others may take over what it had in hand.
 */
const names = new Set<string>()
let holder: pg.Client | undefined
let turn: Promise<unknown> = Promise.resolve()

/** Several loops begin and end at once, and the driver wants one question at a time of one connection. */
const ask = (client: pg.Client, text: string, values: unknown[]) => {
  const mine = turn.then(() => client.query(text, values))
  turn = mine.catch(() => undefined)
  return mine
}

const keyOf = (name: string) => `hashtextextended('engawa alive ' || ${name}, 0)`
const lock = (client: pg.Client, held: readonly string[]) =>
  ask(client, `select pg_advisory_lock_shared(${keyOf('name')}) from unnest($1::text[]) as name`, [
    held,
  ])

/** Given by whoever opens that connection, each time it is opened. */
export const holdNames = async (client: pg.Client) => {
  holder = client
  turn = Promise.resolve()
  await lock(client, [...names])
}

/** From now on, until `forget`, others see `name` as alive. A connection that is away just now takes it up later. */
export const answerFor = async (name: string) => {
  names.add(name)
  if (holder) await lock(holder, [name]).catch(() => undefined)
}

export const forget = async (name: string) => {
  names.delete(name)
  if (holder)
    await ask(holder, `select pg_advisory_unlock_shared(${keyOf('$1::text')})`, [name]).catch(
      () => undefined,
    )
}

/** Whether nobody answers for the name in this column. A connection that is being renewed looks so for a second. */
export const isGone = (column: string): RawBuilder<boolean> =>
  sql<boolean>`pg_try_advisory_xact_lock(${sql.raw(keyOf(column))})`
