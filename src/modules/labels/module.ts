import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction } from '../../foundation/server/context.ts'
import { defineEvent } from '../../foundation/server/events/define-event.ts'
import { record } from '../../foundation/server/events/record.ts'
import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import * as contract from './contract.ts'
import { ensureLabel } from './index.ts'

const labelEvent = (kind: string) => defineEvent(kind, z.object({ labelId: z.string() }))
const labelCreated = labelEvent('label.created')
const labelRenamed = labelEvent('label.renamed')
const labelRemoved = labelEvent('label.removed')

type Meaning = 'complaint' | null

const list = route(contract.listLabels, async (ctx, { after, limit }) => {
  const rows = await ctx.db
    .selectFrom('label')
    .select(['id', 'name', 'meaning'])
    .$narrowType<{ meaning: Meaning }>()
    .where('workspace_id', '=', ctx.workspaceId)
    .$if(after !== undefined, (query) => query.where('name', '>', after!))
    .orderBy('name')
    .limit(limit + 1)
    .execute()
  const data = rows.slice(0, limit)
  return { data, next: rows.length > limit ? data.at(-1)!.name : null }
})

const create = route(contract.createLabel, (ctx, { name, meaning }) =>
  inTransaction(ctx, async (ctx) => {
    const { id } = await ensureLabel(ctx, newId(), name)
    await record(ctx, labelCreated, {}, { labelId: id })
    return (
      ctx.db
        .updateTable('label')
        // Only says what it means where that is asked for; the empty change reads it back.
        .set((eb) => ({ meaning: meaning === undefined ? eb.ref('meaning') : meaning }))
        .where('workspace_id', '=', ctx.workspaceId)
        .where('id', '=', id)
        .returning(['id', 'name', 'meaning'])
        .$narrowType<{ meaning: Meaning }>()
        .executeTakeFirstOrThrow()
    )
  }),
)

const rename = route(contract.renameLabel, (ctx, { id, name, meaning }) =>
  inTransaction(ctx, async (ctx) => {
    const taken = await ctx.db
      .selectFrom('label')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .where(sql`lower(name)`, '=', sql`lower(${name})`)
      .where('id', '<>', id)
      .executeTakeFirst()
    if (taken) throw new AppError('conflict', 'label.name_taken')
    const label = await ctx.db
      .updateTable('label')
      .set({ name, ...(meaning === undefined ? {} : { meaning }) })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .returning(['id', 'name', 'meaning'])
      .$narrowType<{ meaning: Meaning }>()
      .executeTakeFirst()
    if (!label) throw new AppError('missing', 'label.missing')
    await record(ctx, labelRenamed, {}, { labelId: id })
    return label
  }),
)

const remove = route(contract.removeLabel, (ctx, { id }) =>
  inTransaction(ctx, async (ctx) => {
    const gone = await ctx.db
      .deleteFrom('label')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst()
    if (!gone) throw new AppError('missing', 'label.missing')
    await record(ctx, labelRemoved, {}, { labelId: id })
    return {}
  }),
)

export const labelsModule: Module = {
  name: 'labels',
  tables: ['label'],
  routes: [list, create, rename, remove],
  permissions: {
    'label.read': ['admin', 'agent', 'viewer', 'partner'],
    'label.manage': ['admin', 'agent'],
  },
}
