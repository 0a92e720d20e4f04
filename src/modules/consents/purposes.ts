import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import type * as contract from './contract.ts'

export type Purpose = z.output<typeof contract.Purpose>
type Row = Omit<Purpose, 'wording'> & { wording: NonNullable<Purpose['wording']> | null }

/** Whoever stops everything stops every one of them; nobody makes as many. */
const most = 10_000

const readPurposes = async (ctx: Context, where = sql`p.removed_at is null`): Promise<Row[]> => {
  const { rows } = await sql<Row>`
    select p.id, p.key, p.name_en as "nameEn", p.name_ja as "nameJa", p.description_en as "descriptionEn",
      p.description_ja as "descriptionJa", p.marketing, p.subscribable, p.double_opt_in as "doubleOptIn",
      (select jsonb_build_object('id', w.id, 'version', w.version, 'textEn', w.text_en, 'textJa', w.text_ja,
          'createdAt', to_char(w.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from consent_wording w where w.workspace_id = p.workspace_id and w.purpose_id = p.id
        order by w.version desc limit 1) as wording
    from consent_purpose p where p.workspace_id = ${ctx.workspaceId} and ${where}
    order by p.created_at, p.id limit ${most}`.execute(ctx.db)
  return rows
}

export const listPurposes = async (ctx: Context) => ({
  data: await readPurposes(ctx),
  signUpUrl: `${ctx.services.publicUrl}/subscribe/${ctx.workspaceId}`,
})

/** Also one that was removed, for what stands in the ledger. */
export const allPurposes = (ctx: Context) => readPurposes(ctx, sql`true`)

/** Errors: `consent.purpose_missing`. */
export const requirePurpose = async (ctx: Context, id: string): Promise<Row> => {
  const [found] = await readPurposes(ctx, sql`p.removed_at is null and p.id = ${id}`)
  if (!found) throw new AppError('missing', 'consent.purpose_missing')
  return found
}

type Fields = Omit<z.output<typeof contract.updatePurpose.input>, 'id'>

const columnsOf = (input: Fields) => ({
  name_en: input.nameEn,
  name_ja: input.nameJa,
  description_en: input.descriptionEn,
  description_ja: input.descriptionJa,
  marketing: input.marketing,
  subscribable: input.subscribable,
  double_opt_in: input.doubleOptIn,
})

/** Words that differ from the latest become the next version. Errors: `consent.wording_incomplete`. */
const keepWording = async (
  ctx: Context,
  purposeId: string,
  { wordingEn, wordingJa }: Fields,
  latest: Row['wording'],
) => {
  if ((wordingEn === '') !== (wordingJa === ''))
    throw new AppError('invalid', 'consent.wording_incomplete')
  if (wordingEn === '' || (latest?.textEn === wordingEn && latest.textJa === wordingJa)) return
  await ctx.db
    .insertInto('consent_wording')
    .values({
      workspace_id: ctx.workspaceId,
      id: newId(),
      purpose_id: purposeId,
      version: (latest?.version ?? 0) + 1,
      text_en: wordingEn,
      text_ja: wordingJa,
      created_at: ctx.now,
      created_by: `${ctx.actor.type}:${ctx.actor.id}`,
    })
    .execute()
}

const tell = (ctx: Context, id: string, change: string) =>
  audit(ctx, 'consent_settings.changed', {
    object: { type: 'consent-purpose', id },
    facts: { change },
  })

export const createPurpose = (
  ctx: Context,
  { key, ...fields }: z.output<typeof contract.createPurpose.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const made = await ctx.db
      .insertInto('consent_purpose')
      .values({
        workspace_id: ctx.workspaceId,
        id: newId(),
        key,
        ...columnsOf(fields),
        created_at: ctx.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) throw new AppError('conflict', 'consent.key_taken')
    await keepWording(ctx, made.id, fields, null)
    await tell(ctx, made.id, 'purpose-added')
    return requirePurpose(ctx, made.id)
  })

export const updatePurpose = (
  ctx: Context,
  { id, ...fields }: z.output<typeof contract.updatePurpose.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const changed = await ctx.db
      .updateTable('consent_purpose')
      .set(columnsOf(fields))
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!changed) throw new AppError('missing', 'consent.purpose_missing')
    await keepWording(ctx, id, fields, (await requirePurpose(ctx, id)).wording)
    await tell(ctx, id, 'purpose-changed')
    return requirePurpose(ctx, id)
  })

/** The key is free again; what was said stays in the ledger. */
export const removePurpose = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const removed = await ctx.db
      .updateTable('consent_purpose')
      .set({ removed_at: ctx.now, key: sql`key || ':' || id` })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!removed) throw new AppError('missing', 'consent.purpose_missing')
    await tell(ctx, id, 'purpose-removed')
    return {}
  })
