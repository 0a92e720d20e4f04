import { hash } from 'node:crypto'
import type { RawBuilder } from 'kysely'
import type { Context } from '../context.ts'

/**
 * Runs a query that is asked again and again: its plan is kept on each connection, where planning takes longer than
 * reading the rows. Only for texts that come in a few variants. In a transaction it runs as any other.
 */
export const runPrepared = async <T>(
  ctx: Pick<Context, 'db' | 'services'>,
  query: RawBuilder<T>,
): Promise<T[]> => {
  if (ctx.db.isTransaction) return (await query.execute(ctx.db)).rows
  const { sql: text, parameters } = query.compile(ctx.db)
  const name = hash('md5', text)
  const { rows } = await ctx.services.pool.query({ name, text, values: [...parameters] })
  return rows as T[]
}
