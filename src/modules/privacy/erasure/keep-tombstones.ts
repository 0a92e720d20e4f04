import { sql } from 'kysely'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { enqueue } from '../../../foundation/server/jobs/jobs.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { addErased } from '../../customers/index.ts'
import { applyTombstones } from './apply-tombstones.ts'
import { appendTombstones, readTombstones, type Tombstone } from './tombstone-file.ts'

const keyOf = ({ workspaceId, hash }: Pick<Tombstone, 'workspaceId' | 'hash'>) =>
  `${workspaceId} ${hash}`

const readRows = async ({ db }: Services): Promise<Tombstone[]> => {
  const { rows } = await sql<Tombstone>`
    select workspace_id as "workspaceId", hash, erased_at as "erasedAt" from erased_identifier`.execute(
    db,
  )
  return rows
}

/** What the database knows stands in the file afterwards; before that nothing is erased. */
export const writeTombstones = async (services: Services) => {
  const known = new Map((await readTombstones(services)).map((one) => [keyOf(one), one.erasedAt]))
  const rows = await readRows(services)
  await appendTombstones(
    services,
    rows.filter((row) => {
      const at = known.get(keyOf(row))
      return at === undefined || at < row.erasedAt
    }),
  )
}

/**
 * Makes list and table tell the same. What only the list knows was erased after the backup that was restored: it is
 * erased again.
 */
export const keepTombstones = async (services: Services) => {
  const rows = new Set((await readRows(services)).map(keyOf))
  const lost = (await readTombstones(services)).filter((one) => !rows.has(keyOf(one)))
  for (const [workspaceId, tombstones] of Map.groupBy(lost, (one) => one.workspaceId)) {
    const exists = await services.db
      .selectFrom('workspace')
      .select('id')
      .where('id', '=', workspaceId)
      .executeTakeFirst()
    if (!exists) continue
    await inTransaction(systemContext(services, workspaceId, 'restore'), async (ctx) => {
      await addErased(ctx, tombstones)
      await enqueue(ctx, applyTombstones, {}, { key: `apply-tombstones:${workspaceId}` })
    })
    services.log.warn(
      { workspace: workspaceId, count: tombstones.length },
      'erased people came back with a restored backup; erasing them again',
    )
  }
  await writeTombstones(services)
}
