import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../../foundation/server/audit.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { type Http, sent } from '../../../foundation/server/http/route.ts'
import { defineJob, enqueue } from '../../../foundation/server/jobs/jobs.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { requireStanding } from '../../customers/index.ts'
import type * as contract from '../contract.ts'
import { requirePerson } from '../person.ts'
import { unclearIn } from '../unread/unclear-counts.ts'
import { writeCopy } from './write-copy.ts'

const keptDays = 7

/** Beside the files and not among them, so that no backup carries it on. */
const folderOf = ({ config }: Services) => join(config.dataFolder, 'copies')
const pathOf = (services: Services, id: string) => join(folderOf(services), `${id}.zip`)

export const makeCopy = defineJob<{ copyId: string }>({
  name: 'make-person-copy',
  run: async ({ workspaceId, copyId }, { services, attempt, maxAttempts }) => {
    const ctx = systemContext(services, workspaceId, 'privacy')
    // One that was taken back meanwhile stays gone: its person is erased, or turned out to be two.
    const set = (columns: Record<string, unknown>) =>
      ctx.db
        .updateTable('person_copy')
        .set(columns)
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', copyId)
        .where('state', 'in', ['waiting', 'working'])
        .returning(['customer_id', 'language'])
        .executeTakeFirst()
    const copy = await set({ state: 'working' })
    if (!copy) return
    const unfinished = `${pathOf(services, copyId)}.part`
    try {
      await mkdir(folderOf(services), { recursive: true, mode: 0o700 })
      const person = await requirePerson(ctx, copy.customer_id)
      const language = copy.language === 'ja' ? 'ja' : 'en'
      const { bytes, counts } = await writeCopy(ctx, person, { path: unfinished, language })
      await rename(unfinished, pathOf(services, copyId))
      const now = new Date()
      const kept = await set({
        state: 'ready',
        bytes,
        counts: JSON.stringify(counts),
        finished_at: now,
        expires_at: new Date(now.getTime() + keptDays * 86_400_000),
      })
      if (!kept) await rm(pathOf(services, copyId), { force: true })
    } catch (error) {
      await rm(unfinished, { force: true })
      const code = error instanceof AppError ? error.code : 'privacy.copy_failed'
      if (attempt >= maxAttempts || code === 'customer.missing')
        await set({ state: 'failed', problem_code: code, finished_at: new Date() })
      if (code !== 'customer.missing') throw error
    }
  },
})

const columns = ['id', 'language', 'state', 'counts', 'bytes', 'created_at', 'expires_at'] as const
type Row = {
  id: string
  language: string
  state: string
  counts: unknown
  bytes: number | null
  created_at: Date
  expires_at: Date | null
}
const show = (row: Row) => ({
  id: row.id,
  language: row.language as 'en' | 'ja',
  state: row.state as 'ready',
  ...unclearIn(row.counts as Record<string, number>),
  bytes: row.bytes === null ? null : Number(row.bytes),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})

export const makePersonCopy = (
  ctx: Context,
  { id, language, requestId }: z.output<typeof contract.makePersonCopy.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const customerId = await requireStanding(ctx, id)
    const row = await ctx.db
      .insertInto('person_copy')
      .values({
        workspace_id: ctx.workspaceId,
        id: newId(),
        customer_id: customerId,
        request_id: requestId ?? null,
        language,
        created_by: `${ctx.actor.type}:${ctx.actor.id}`,
        created_at: ctx.now,
      })
      .returning(columns)
      .executeTakeFirstOrThrow()
    await audit(ctx, 'person.copied', {
      object: { type: 'customer', id: customerId },
      facts: { copyId: row.id },
    })
    await enqueue(ctx, makeCopy, { copyId: row.id }, { maxAttempts: 5 })
    return show(row)
  })

export const listPersonCopies = async (ctx: Context, { id }: { id: string }) => {
  const { ids } = await requirePerson(ctx, id)
  const rows = await ctx.db
    .selectFrom('person_copy')
    .select(columns)
    .where('workspace_id', '=', ctx.workspaceId)
    .where('customer_id', 'in', [...ids])
    .orderBy('created_at', 'desc')
    .limit(20)
    .execute()
  return { data: rows.map(show) }
}

/** Errors: `privacy.copy_missing`. */
export const downloadPersonCopy = async (ctx: Context, { id }: { id: string }, { reply }: Http) => {
  const row = await ctx.db
    .selectFrom('person_copy')
    .select(['id', 'customer_id'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .executeTakeFirst()
  const path = pathOf(ctx.services, id)
  const found = row && (await stat(path).catch(() => undefined))
  if (!row || !found) throw new AppError('missing', 'privacy.copy_missing')
  await audit(ctx, 'person.copy_downloaded', {
    object: { type: 'customer', id: row.customer_id },
    facts: { copyId: id },
  })
  await reply
    .headers({
      'content-type': 'application/zip',
      'content-length': found.size,
      'content-disposition': `attachment; filename="personal-data-${id.slice(0, 8)}.zip"`,
      'cache-control': 'no-store',
    })
    .send(createReadStream(path))
  return sent
}

/** Copies that ran out, or of these people; with their files. */
export const forgetCopies = async (
  services: Services,
  which: { expiredBy: Date } | { workspaceId: string; customerIds: readonly string[] },
) => {
  const { rows } = await sql<{ id: string }>`
    update person_copy set state = 'gone', expires_at = null where state <> 'gone' and ${
      'expiredBy' in which
        ? sql`state = 'ready' and expires_at < ${which.expiredBy}`
        : sql`workspace_id = ${which.workspaceId} and customer_id = any(${[...which.customerIds]}::uuid[])`
    } returning id`.execute(services.db)
  for (const { id } of rows)
    for (const end of ['', '.part']) await rm(`${pathOf(services, id)}${end}`, { force: true })
}
