import type { Kysely } from 'kysely'
import type { Database } from '../../foundation/server/database/tables.generated.ts'

/** The oldest workspace: what the command line means when none is named. */
export const findFirstWorkspace = async (db: Kysely<Database>): Promise<string | undefined> => {
  const row = await db
    .selectFrom('workspace')
    .select('id')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}
