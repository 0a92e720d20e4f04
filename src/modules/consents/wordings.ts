import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'

export type ShownWording = { id: string; textEn: string; textJa: string }

const find = async (ctx: Context, where: ReturnType<typeof sql>) => {
  const { rows } = await sql<ShownWording>`
    select id, text_en as "textEn", text_ja as "textJa" from consent_wording
    where workspace_id = ${ctx.workspaceId} and ${where} order by version desc limit 1`.execute(
    ctx.db,
  )
  return rows[0]
}

export const findWording = async (ctx: Context, id: string | null) =>
  id === null ? undefined : find(ctx, sql`id = ${id}`)

/** The version that somebody says they saw, else the latest. */
export const findVersion = async (ctx: Context, purposeId: string, version: number | undefined) => {
  const ofPurpose = sql`purpose_id = ${purposeId}`
  const seen = version && (await find(ctx, sql`${ofPurpose} and version = ${version}`))
  return seen || find(ctx, ofPurpose)
}

/** The words that stood at a time; none where there were none yet. */
export const findWordingAt = (ctx: Context, purposeId: string, at: Date) =>
  find(ctx, sql`purpose_id = ${purposeId} and created_at <= ${at}`)
