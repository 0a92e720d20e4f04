import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import { formatCursor, parseCursor } from '../../foundation/server/cursor.ts'
import { requireStanding } from '../customers/index.ts'
import { hidden } from '../members/index.ts'
import type * as contract from './contract.ts'
import { readStanding, whoseOf } from './current.ts'
import { type Line, readLines } from './ledger.ts'
import { allPurposes } from './purposes.ts'

const mapBy = async <T extends { id: string }>(query: { rows: T[] } | Promise<{ rows: T[] }>) =>
  new Map((await query).rows.map((row) => [row.id, row]))

/** Lines as people read them: with the words agreed to, who wrote it down, and the address, where one may see it. */
export const showLines = async (
  ctx: Context,
  lines: readonly Line[],
): Promise<z.input<typeof contract.Consent>[]> => {
  const ids = (of: (line: Line) => string | null) => [
    ...new Set(lines.map(of).filter((id) => id !== null)),
  ]
  const wordings = await mapBy(
    sql<{ id: string; version: number; textEn: string; textJa: string }>`
      select id, version, text_en as "textEn", text_ja as "textJa" from consent_wording
      where workspace_id = ${ctx.workspaceId} and id = any(${ids((line) => line.wording_id)}::uuid[])`.execute(
      ctx.db,
    ),
  )
  const addresses = await mapBy(
    sql<{ id: string; shown: string }>`select id, shown from identifier
      where workspace_id = ${ctx.workspaceId} and id = any(${ids((line) => line.identifier_id)}::uuid[])`.execute(
      ctx.db,
    ),
  )
  const members = await mapBy(
    sql<{
      id: string
      name: string
    }>`select id, name from member where workspace_id = ${ctx.workspaceId}
      and id = any(${ids((line) => (line.actor_type === 'member' ? line.actor_id : null))}::uuid[])`.execute(
      ctx.db,
    ),
  )
  return lines.map((line) => {
    const wording = wordings.get(line.wording_id ?? '')
    const address = addresses.get(line.identifier_id ?? '')?.shown ?? null
    return {
      id: line.id,
      purposeId: line.purpose_id,
      channel: line.channel,
      state: line.state,
      wording: wording
        ? { version: wording.version, textEn: wording.textEn, textJa: wording.textJa }
        : null,
      source: line.source,
      // Where somebody was and what they are called may stand here.
      evidence: ctx.sight.contact ? line.evidence : {},
      actor: { type: line.actor_type, name: members.get(line.actor_id)?.name ?? '' },
      address: address === null || ctx.sight.contact ? address : hidden,
      at: line.at,
    }
  })
}

export const listConsents = async (
  ctx: Context,
  { id, after, limit }: z.output<typeof contract.listConsents.input>,
) => {
  const whose = await whoseOf(ctx, await requireStanding(ctx, id))
  const lines = await readLines(ctx, whose, { before: parseCursor(after), limit: limit + 1 })
  const byId = new Map((await allPurposes(ctx)).map((one) => [one.id, one]))
  const shown = lines.slice(0, limit)
  const last = shown.at(-1)
  const current = (await readStanding(ctx, whose)).map(({ purposeId, ...rest }) => ({
    purposeId,
    nameEn: byId.get(purposeId)?.nameEn ?? '',
    nameJa: byId.get(purposeId)?.nameJa ?? '',
    ...rest,
  }))
  return {
    current,
    data: await showLines(ctx, shown),
    next: lines.length > limit && last ? formatCursor(last) : null,
  }
}
