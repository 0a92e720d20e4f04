import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Token, TokenWanted } from '../../channels/channel.ts'
import type { Context } from '../../foundation/server/context.ts'
import type { Seal } from '../../foundation/server/seal.ts'
import type { Services } from '../../foundation/server/services.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

/** Whoever renews has this long; then another may try. */
const renewSeconds = 30
const lookMs = 200
/** A token about to run out is not handed out any more. */
const spareMs = 60_000

type Row = {
  settings_mark: string
  access: string | null
  refresh: string | null
  expires_at: Date | null
}

/** A secret sealed under another key is none. */
const openOr = (seal: Seal, value: string | null | undefined) => {
  try {
    return value ? seal.open(value) : undefined
  } catch {
    return undefined
  }
}

/**
 * The connection's access token: the kept one while it is good, else a new one. Of all processes one asks the
 * provider, the others wait for what it gets; no transaction is open meanwhile. Errors: those of `renew`; `token.busy`.
 */
export const takeToken = async (
  { db, seal }: Services,
  workspaceId: string,
  connectionId: string,
  { mark, renew, refused }: TokenWanted,
  signal: AbortSignal,
): Promise<string> => {
  const usable = (row: Row | undefined) => {
    if (row?.settings_mark !== mark || !row.expires_at) return undefined
    const access = openOr(seal, row.access)
    return access !== refused && row.expires_at.getTime() > Date.now() + spareMs
      ? access
      : undefined
  }
  const mine = sql`workspace_id = ${workspaceId} and connection_id = ${connectionId}`
  const deadline = Date.now() + 2 * renewSeconds * 1000
  while (Date.now() < deadline) {
    const kept = await sql<Row>`select * from connection_token where ${mine}`.execute(db)
    const good = usable(kept.rows[0])
    if (good) return good
    const claimed = await sql<Row>`
      insert into connection_token (workspace_id, connection_id, settings_mark, renewing_until)
      values (${workspaceId}, ${connectionId}, ${mark}, now() + make_interval(secs => ${renewSeconds}))
      on conflict (workspace_id, connection_id) do update set renewing_until = excluded.renewing_until
        where connection_token.renewing_until is null or connection_token.renewing_until < now()
      returning *`.execute(db)
    const row = claimed.rows[0]
    if (!row) {
      await delay(lookMs, undefined, { signal })
      continue
    }
    try {
      // Somebody may have finished between the look and the claim.
      const token = usable(row)
      if (token) return token
      const made = await renew(row.settings_mark === mark ? openOr(seal, row.refresh) : undefined)
      await keep(db, seal, mine, mark, row, made)
      return made.access
    } finally {
      await sql`update connection_token set renewing_until = null where ${mine}`.execute(db)
    }
  }
  throw new AppError('unavailable', 'token.busy')
}

const keep = (
  db: Services['db'],
  seal: Seal,
  mine: ReturnType<typeof sql>,
  mark: string,
  row: Row,
  { access, refresh, expiresAt }: Token,
) =>
  sql`update connection_token set settings_mark = ${mark}, access = ${seal.close(access)}, expires_at = ${expiresAt},
      refresh = ${refresh ? seal.close(refresh) : row.settings_mark === mark ? row.refresh : null}
    where ${mine}`.execute(db)

/** Whether a token is kept that was got by these settings. */
export const hasTokenOf = async (ctx: Context, connectionId: string, mark: string) => {
  const row = await ctx.db
    .selectFrom('connection_token')
    .select('settings_mark')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row?.settings_mark === mark
}
