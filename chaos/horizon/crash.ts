import { sql } from 'kysely'
import { isAfter } from '../../src/foundation/server/events/position.ts'
import { readPosition } from '../../src/foundation/server/events/read-log.ts'
import { until } from '../server.ts'
import { insertEvent, openClient, openLog } from './open.ts'

/**
 * A transaction that is rolled back leaves no durable trace, so a database that dies gives its id out again. A place told
 * before must still come before whatever is written after. Returns how many rounds broke that.
 */
export const crash = async (rounds: number) => {
  const { postgres, services } = await openLog()
  const { db } = services
  let broken = 0
  for (let round = 0; round < rounds; round++) {
    const writer = await openClient(postgres.url)
    await writer.query(insertEvent)
    for (let lost = 0; lost < 50; lost++) {
      await writer.query('begin')
      await writer.query(insertEvent)
      await writer.query('rollback')
    }
    const told = await readPosition(db)
    const dead = postgres.pid
    process.kill(dead, 'SIGKILL')
    await until('the database to be back', 30, async () => {
      if (postgres.pid === dead) return false
      await sql`select 1`.execute(db)
      return true
    })
    const again = await openClient(postgres.url)
    await again.query(insertEvent)
    const { rows } = await sql<{ tx: string; number: string }>`
      select tx::text, number::text from event order by event.tx desc, event.number desc limit 1`.execute(
      db,
    )
    const written = { tx: BigInt(rows[0]!.tx), number: BigInt(rows[0]!.number) }
    if (!isAfter(written, told)) broken += 1
  }
  return broken
}
