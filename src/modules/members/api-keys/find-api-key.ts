import type { Services } from '../../../foundation/server/services.ts'
import { hashToken } from '../secret-token.ts'

const noticeMs = 60_000

/** The key that is meant, if it stands; notes its use once a minute. */
export const findApiKey = async ({ db }: Services, key: string) => {
  if (!key.startsWith('eng_')) return undefined
  const row = await db
    .selectFrom('api_key')
    .select(['workspace_id', 'id', 'name', 'scopes', 'last_used_at'])
    .where('key_hash', '=', hashToken(key))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const now = new Date()
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > noticeMs) {
    await db
      .updateTable('api_key')
      .set({ last_used_at: now })
      .where('workspace_id', '=', row.workspace_id)
      .where('id', '=', row.id)
      .execute()
  }
  return { workspaceId: row.workspace_id, id: row.id, name: row.name, scopes: row.scopes }
}
