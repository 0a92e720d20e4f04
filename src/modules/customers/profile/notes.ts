import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { showName } from '../../members/index.ts'
import { componentOf } from '../component.ts'
import { customerNoted } from '../events.ts'
import { requireStanding } from '../queries.ts'
import type { TimelineSource } from '../timeline.ts'
import type * as contract from './contract.ts'

type Row = {
  id: string
  text: string
  author_id: string
  author_name: string | null
  created_at: Date
  edited_at: Date | null
  pinned_at: Date | null
  /** Where it stands in the list. */
  place: Date
}

const show = (ctx: Context, row: Row) => ({
  id: row.id,
  text: showName(ctx, row.text),
  authorId: row.author_id,
  authorName: row.author_name,
  createdAt: row.created_at,
  editedAt: row.edited_at,
  pinnedAt: row.pinned_at,
})

const noted = sql`n.created_at`
/** A thousand years ahead of the others, so that one place says where to go on in a list of both. */
const pinnedFirst = sql`coalesce(n.pinned_at + interval '1000 years', n.created_at)`

const select = (ctx: Context, where: ReturnType<typeof sql>, limit: number, place = noted) =>
  sql<Row>`
    select n.id, n.text, n.author_id, m.name as author_name, n.created_at, n.edited_at, n.pinned_at, ${place} as place
    from customer_note n
    left join member m on m.workspace_id = n.workspace_id and m.id = n.author_id
    where n.workspace_id = ${ctx.workspaceId} and ${where}
    order by ${place} desc, n.id desc limit ${limit}`.execute(ctx.db)

const behind = (before: { at: Date; id: string } | undefined, place = noted) =>
  before
    ? sql`${place} <= ${before.at} and (${place}, n.id::text collate "C") < (${before.at}, ${before.id})`
    : sql`true`

export const listNotes = async (ctx: Context, input: z.output<typeof contract.listNotes.input>) => {
  const ids = await componentOf(ctx, await requireStanding(ctx, input.id))
  const { rows } = await select(
    ctx,
    sql`n.customer_id = any(${ids}::uuid[]) and ${behind(parseCursor(input.after), pinnedFirst)}`,
    input.limit + 1,
    pinnedFirst,
  )
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.place, id: row.id }),
    (row) => show(ctx, row),
  )
}

/** Among everything else that happened. */
export const listNotesOf: TimelineSource = async (ctx, customer, { before, limit, kinds }) => {
  if (kinds && !kinds.has('customer-note')) return []
  const { rows } = await select(
    ctx,
    sql`n.customer_id = any(${[...customer.ids]}::uuid[]) and ${behind(before)}`,
    limit,
  )
  return rows.map((row) => ({
    id: row.id,
    at: row.created_at,
    kind: 'customer-note',
    title: '',
    text: showName(ctx, row.text.slice(0, 500)),
    channel: null,
    direction: null,
    conversationId: null,
    messageId: null,
    unverified: false,
    facts: { author: row.author_name ?? '' },
  }))
}

/** Errors: `customer.missing`. */
export const addCustomerNote = (
  ctx: Context,
  { id: given, text }: z.output<typeof contract.addCustomerNote.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const customerId = await requireStanding(ctx, given)
    const id = newId()
    await ctx.db
      .insertInto('customer_note')
      .values({
        workspace_id: ctx.workspaceId,
        id,
        customer_id: customerId,
        author_id: ctx.actor.id,
        text,
        created_at: ctx.now,
      })
      .execute()
    await record(ctx, customerNoted, { customerId }, { noteId: id, act: 'added' })
    return readNote(ctx, id)
  })

const readNote = async (ctx: Context, id: string) => {
  const { rows } = await select(ctx, sql`n.id = ${id}`, 1)
  return show(ctx, rows[0]!)
}

/** Whose it is, and of whom. Errors: `customer_note.missing`. */
const lockNote = async (ctx: Context, noteId: string) => {
  const row = await ctx.db
    .selectFrom('customer_note')
    .select(['author_id', 'customer_id'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', noteId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'customer_note.missing')
  return { authorId: row.author_id, customerId: await requireStanding(ctx, row.customer_id) }
}

/** Errors: `customer_note.missing`, `customer_note.not_yours`. */
const requireOwn = async (ctx: Context, noteId: string, others: boolean) => {
  const { authorId, customerId } = await lockNote(ctx, noteId)
  if (authorId !== ctx.actor.id && !others)
    throw new AppError('forbidden', 'customer_note.not_yours')
  return customerId
}

export const changeCustomerNote = (
  ctx: Context,
  { noteId, text }: z.output<typeof contract.changeCustomerNote.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const customerId = await requireOwn(ctx, noteId, false)
    await ctx.db
      .updateTable('customer_note')
      .set({ text, edited_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', noteId)
      .execute()
    await record(ctx, customerNoted, { customerId }, { noteId, act: 'changed' })
    return readNote(ctx, noteId)
  })

/** A colleague's too: what everybody should read first is nobody's own. Errors: `customer_note.missing`. */
export const pinCustomerNote = (
  ctx: Context,
  { noteId, pinned }: z.output<typeof contract.pinCustomerNote.input>,
) =>
  inTransaction(ctx, async (ctx) => {
    const { customerId } = await lockNote(ctx, noteId)
    await ctx.db
      .updateTable('customer_note')
      .set({ pinned_at: pinned ? ctx.now : null })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', noteId)
      .execute()
    await record(
      ctx,
      customerNoted,
      { customerId },
      { noteId, act: pinned ? 'pinned' : 'unpinned' },
    )
    return readNote(ctx, noteId)
  })

export const removeCustomerNote = (ctx: Context, { noteId }: { noteId: string }) =>
  inTransaction(ctx, async (ctx) => {
    const customerId = await requireOwn(ctx, noteId, ctx.can.has('customer.configure'))
    await ctx.db
      .deleteFrom('customer_note')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', noteId)
      .execute()
    await record(ctx, customerNoted, { customerId }, { noteId, act: 'removed' })
    return {}
  })
