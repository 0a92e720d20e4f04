import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/tables.generated.ts'
import type { Seal } from '../seal.ts'

/** Keeps what recognises the signatures of secrets that are about to go; it opens nothing that they sealed. */
export const keepSigningKeys = async (db: Kysely<Database>, seal: Seal) => {
  for (const { id, root } of seal.oldRoots())
    await sql`insert into auth.signing_key (key_id, root) values (${id}, ${seal.close(root)})
      on conflict (key_id) do nothing`.execute(db)
}

/** Has the seal recognise what earlier secrets signed. One that cannot be opened here recognises nothing. */
export const recallSigningKeys = async (db: Kysely<Database>, seal: Seal) => {
  const { rows } = await sql<{ id: string; sealed: string }>`
    select key_id as id, root as sealed from auth.signing_key order by retired_at desc limit 100`.execute(
    db,
  )
  const roots = rows.flatMap(({ id, sealed }) => {
    try {
      return [{ id, root: seal.open(sealed) }]
    } catch {
      return []
    }
  })
  seal.recall(roots)
}
