import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'
import { wordsIn } from './words.ts'

export type Transmission = z.output<typeof contract.Transmission>

const most = 500

/** What the product itself sends from a visitor's browser: to whoever runs it. */
const ownTransmissions = async (ctx: Context): Promise<Transmission[]> => {
  const { name } = await ctx.db
    .selectFrom('workspace')
    .select('name')
    .where('id', '=', ctx.workspaceId)
    .executeTakeFirstOrThrow()
  const [en, ja] = [wordsIn('en'), wordsIn('ja')]
  const [widgets, sources] = await Promise.all([
    ctx.db
      .selectFrom('connection')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('channel', '=', 'web-chat')
      .where('removed_at', 'is', null)
      .limit(1)
      .execute(),
    ctx.db
      .selectFrom('source')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('removed_at', 'is', null)
      .limit(1)
      .execute(),
  ])
  const line = (kind: 'chat' | 'tracking'): Transmission => ({
    id: null,
    recipient: name,
    whatEn: en(`consent.notice.own.${kind}.what`),
    whatJa: ja(`consent.notice.own.${kind}.what`),
    purposeEn: en(`consent.notice.own.${kind}.purpose`),
    purposeJa: ja(`consent.notice.own.${kind}.purpose`),
    url: '',
  })
  return [
    ...(widgets.length > 0 ? [line('chat')] : []),
    ...(sources.length > 0 ? [line('tracking')] : []),
  ]
}

const registered = async (ctx: Context): Promise<Transmission[]> => {
  const rows = await ctx.db
    .selectFrom('transmission')
    .selectAll()
    .where('workspace_id', '=', ctx.workspaceId)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    recipient: row.recipient,
    whatEn: row.what_en,
    whatJa: row.what_ja,
    purposeEn: row.purpose_en,
    purposeJa: row.purpose_ja,
    url: row.url,
  }))
}

/** Everything that the notice lists. */
export const readTransmissions = async (ctx: Context): Promise<Transmission[]> => [
  ...(await ownTransmissions(ctx)),
  ...(await registered(ctx)),
]

export const listTransmissions = async (ctx: Context) => ({
  noticeUrl: `${ctx.services.publicUrl}/notice/transmissions/${ctx.workspaceId}`,
  data: await readTransmissions(ctx),
})

const tell = (ctx: Context, id: string, change: string) =>
  audit(ctx, 'consent_settings.changed', {
    object: { type: 'transmission', id },
    facts: { change },
  })

type Fields = z.output<typeof contract.addTransmission.input>

const columnsOf = (input: Fields) => ({
  recipient: input.recipient,
  what_en: input.whatEn,
  what_ja: input.whatJa,
  purpose_en: input.purposeEn,
  purpose_ja: input.purposeJa,
  url: input.url,
})

export const addTransmission = (ctx: Context, input: Fields) =>
  inTransaction(ctx, async (ctx) => {
    const id = newId()
    await ctx.db
      .insertInto('transmission')
      .values({
        workspace_id: ctx.workspaceId,
        id,
        ...columnsOf(input),
        created_at: ctx.now,
      })
      .execute()
    await tell(ctx, id, 'transmission-added')
    return { id, ...input }
  })

const changeOf = (ctx: Context, id: string) =>
  ctx.db
    .updateTable('transmission')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .returning('id')

/** Errors: `consent.transmission_missing`. */
export const updateTransmission = (
  ctx: Context,
  { id, ...fields }: z.output<typeof contract.updateTransmission.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const changed = await changeOf(ctx, id).set(columnsOf(fields)).executeTakeFirst()
    if (!changed) throw new AppError('missing', 'consent.transmission_missing')
    await tell(ctx, id, 'transmission-changed')
    return { id, ...fields }
  })

/** Errors: `consent.transmission_missing`. */
export const removeTransmission = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const removed = await changeOf(ctx, id).set({ removed_at: ctx.now }).executeTakeFirst()
    if (!removed) throw new AppError('missing', 'consent.transmission_missing')
    await tell(ctx, id, 'transmission-removed')
    return {}
  })
