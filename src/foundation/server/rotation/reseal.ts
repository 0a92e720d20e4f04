import { type Kysely, sql } from 'kysely'
import { type Ask, fullName } from '../backup/catalogue.ts'
import type { Progress } from '../backup/format.ts'
import type { Database } from '../database/tables.generated.ts'
import type { Seal } from '../seal.ts'
import {
  listPlaces,
  lockRow,
  mapSealed,
  nextRows,
  type Place,
  type Row,
  writeRow,
} from './sealed-values.ts'

/** `unreadable`: values under a key that is not here; they are left as they are. */
export type Resealed = { resealed: number; unreadable: number }

const batch = 100

const askOf =
  (db: Kysely<Database>): Ask =>
  async (text) =>
    (await sql.raw(text).execute(db)).rows as never

/** Looking through a large table takes its time; it holds nobody up. */
const askPatiently =
  (db: Kysely<Database>): Ask =>
  async (text) =>
    db.transaction().execute(async (trx) => {
      await sql`set local transaction read only`.execute(trx)
      await sql`set local statement_timeout = 0`.execute(trx)
      return (await sql.raw(text).execute(trx)).rows as never
    })

/**
 * Seals everything under the present key that is not, a few rows a transaction, so that a kill at any moment leaves
 * whole values only and the next run goes on with the rest.
 */
export const reseal = async (
  db: Kysely<Database>,
  seal: Seal,
  progress: Progress,
): Promise<Resealed> => {
  const done: Resealed = { resealed: 0, unreadable: 0 }
  for (const place of await listPlaces(askOf(db))) {
    let after: string[] | undefined
    for (;;) {
      const rows = await nextRows(askPatiently(db), place, seal.keyId(), after, batch)
      for (const { rowKey } of rows) {
        const row = await resealRow(db, place, seal, rowKey)
        done.resealed += row.resealed
        done.unreadable += row.unreadable
      }
      after = rows.at(-1)?.rowKey
      if (rows.length < batch) break
    }
    progress({ step: 'reseal', name: fullName(place.table), count: done.resealed })
  }
  return done
}

const resealRow = (db: Kysely<Database>, place: Place, seal: Seal, key: string[]) =>
  db.transaction().execute(async (trx): Promise<Resealed> => {
    const ask = askOf(trx)
    const row = await lockRow(ask, place, key)
    if (!row) return { resealed: 0, unreadable: 0 }
    const { changed, ...counts } = sealAnew(seal, row)
    if (counts.resealed > 0) await writeRow(ask, place, changed)
    return counts
  })

const sealAnew = (seal: Seal, row: Row) => {
  const counts: Resealed = { resealed: 0, unreadable: 0 }
  const rowValues = row.rowValues.map((value) =>
    value === null
      ? null
      : mapSealed(seal, value, (sealed) => {
          if (seal.isCurrent(sealed)) return sealed
          const plain = tryOpen(seal, sealed)
          if (plain === undefined) counts.unreadable += 1
          else counts.resealed += 1
          return plain === undefined ? sealed : seal.close(plain)
        }),
  )
  return { ...counts, changed: { rowKey: row.rowKey, rowValues } }
}

const tryOpen = (seal: Seal, sealed: string) => {
  try {
    return seal.open(sealed)
  } catch {
    return undefined
  }
}

/** How many values wait for `reseal`, and how many it could not open; counts up to `most` rows a table. */
export const countOldSeals = async (
  db: Kysely<Database>,
  seal: Seal,
  most = 1000,
): Promise<Resealed> => {
  const found: Resealed = { resealed: 0, unreadable: 0 }
  for (const place of await listPlaces(askOf(db))) {
    const rows = await nextRows(askPatiently(db), place, seal.keyId(), undefined, most)
    for (const row of rows) {
      const counts = sealAnew(seal, row)
      found.resealed += counts.resealed
      found.unreadable += counts.unreadable
    }
  }
  return found
}
