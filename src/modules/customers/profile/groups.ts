import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction, lockWords } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { isLimited, ofVisibleCustomers, showName } from '../../members/index.ts'
import { componentOf } from '../component.ts'
import { customerGrouped } from '../events.ts'
import { requireStanding } from '../queries.ts'
import type * as contract from './contract.ts'

type Group = z.output<typeof contract.CustomerGroup>

export const groupsOf = async (ctx: Context, ids: readonly string[]) => {
  const { rows } = await sql<Group & { role: string }>`
    select g.id, g.kind, g.name, max(m.role) as role from customer_group_member m
    join customer_group g on g.workspace_id = m.workspace_id and g.id = m.group_id
    where m.workspace_id = ${ctx.workspaceId} and m.customer_id = any(${[...ids]}::uuid[])
    group by g.id, g.kind, g.name order by g.kind, g.name limit 50`.execute(ctx.db)
  return rows.map((row) => ({
    ...row,
    name: showName(ctx, row.name),
    role: showName(ctx, row.role),
  }))
}

export const listGroups = async (
  ctx: Context,
  { kind, search }: z.output<typeof contract.listGroups.input>,
) => {
  const begins = search.toLowerCase().replace(/[\\%_]/g, '\\$&')
  const { rows } = await sql<Group>`
    select id, kind, name from customer_group where workspace_id = ${ctx.workspaceId} and kind = ${kind}
      and lower(name) like ${`${begins}%`} and not ${isLimited(ctx)}
    order by lower(name), id limit 20`.execute(ctx.db)
  return { data: rows }
}

/** Who sees only some customers sees the groups that these are in. Errors: `customer_group.missing`. */
const requireGroup = async (ctx: Context, groupId: string): Promise<Group> => {
  const { rows } = await sql<Group>`
    select g.id, g.kind, g.name from customer_group g where g.workspace_id = ${ctx.workspaceId} and g.id = ${groupId}
      and (not ${isLimited(ctx)} or exists (select 1 from customer_group_member m
        join customer c on c.workspace_id = m.workspace_id and c.id = m.customer_id
        where m.workspace_id = g.workspace_id and m.group_id = g.id
          and ${ofVisibleCustomers(ctx, 'c.id')}))`.execute(ctx.db)
  if (!rows[0]) throw new AppError('missing', 'customer_group.missing')
  return rows[0]
}

/** Errors: `customer_group.missing`. */
export const getGroup = async (ctx: Context, { groupId }: { groupId: string }) => {
  const group = await requireGroup(ctx, groupId)
  const { rows } = await sql<{
    customerId: string
    name: string | null
    shown: string
    role: string
  }>`
    select c.id as "customerId", c.name, max(m.role) as role, coalesce((select i.shown from identifier i
        where i.workspace_id = c.workspace_id and i.customer_id = c.id and i.type = 'email' order by i.created_at limit 1), '') as shown
    from customer_group_member m
    join customer mc on mc.workspace_id = m.workspace_id and mc.id = m.customer_id
    join customer c on c.workspace_id = m.workspace_id and c.id = coalesce(mc.root_id, mc.id)
    where m.workspace_id = ${ctx.workspaceId} and m.group_id = ${groupId} and ${ofVisibleCustomers(ctx, 'c.id')}
    group by c.workspace_id, c.id, c.name order by c.name nulls last, c.id limit 500`.execute(
    ctx.db,
  )
  return {
    ...group,
    name: showName(ctx, group.name),
    members: rows.map((row) => ({
      ...row,
      name: showName(ctx, row.name),
      role: showName(ctx, row.role),
      shown: ctx.sight.contact ? row.shown : '',
    })),
  }
}

export const renameGroup = async (
  ctx: Context,
  { groupId, name }: z.output<typeof contract.renameGroup.input>,
) => {
  const group = await requireGroup(ctx, groupId)
  await ctx.db
    .updateTable('customer_group')
    .set({ name })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', groupId)
    .execute()
  return { ...group, name }
}

/** Errors: `customer.missing`, `customer_group.missing`. */
export const linkGroup = (ctx: Context, input: z.output<typeof contract.linkGroup.input>) =>
  inTransaction(ctx, async (ctx) => {
    const customerId = await requireStanding(ctx, input.id)
    const group = await findGroup(ctx, input)
    // What was said of somebody merged into them would be shown beside it.
    await ctx.db
      .updateTable('customer_group_member')
      .set({ role: input.role })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('group_id', '=', group.id)
      .where('customer_id', 'in', await componentOf(ctx, customerId))
      .execute()
    await ctx.db
      .insertInto('customer_group_member')
      .values({
        workspace_id: ctx.workspaceId,
        group_id: group.id,
        customer_id: customerId,
        role: input.role,
        created_at: ctx.now,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['workspace_id', 'group_id', 'customer_id'])
          .doUpdateSet({ role: input.role }),
      )
      .execute()
    await record(
      ctx,
      customerGrouped,
      { customerId },
      { groupId: group.id, kind: group.kind, act: 'linked' },
    )
    return group
  })

const findGroup = async (
  ctx: Context,
  { groupId, kind, name }: z.output<typeof contract.linkGroup.input>,
): Promise<Group> => {
  if (groupId) return requireGroup(ctx, groupId)
  if (!name) throw new AppError('missing', 'customer_group.missing')
  await lockWords(ctx, 'customer-group', kind, name.toLowerCase())
  const known = await ctx.db
    .selectFrom('customer_group')
    .select(['id', 'name'])
    .where('workspace_id', '=', ctx.workspaceId)
    // Two companies of one name are one; two families of one name are not.
    .where('kind', '=', kind === 'company' ? kind : '')
    .where(sql`lower(name)`, '=', name.toLowerCase())
    .executeTakeFirst()
  if (known) return { ...known, kind }
  const made = { id: newId(), kind, name }
  await ctx.db
    .insertInto('customer_group')
    .values({ workspace_id: ctx.workspaceId, ...made, created_at: ctx.now })
    .execute()
  return made
}

export const unlinkGroup = (ctx: Context, { id, groupId }: { id: string; groupId: string }) =>
  inTransaction(ctx, async (ctx) => {
    const customerId = await requireStanding(ctx, id)
    const { kind } = await requireGroup(ctx, groupId)
    await ctx.db
      .deleteFrom('customer_group_member')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('group_id', '=', groupId)
      .where('customer_id', 'in', await componentOf(ctx, customerId))
      .execute()
    await sql`delete from customer_group g where g.workspace_id = ${ctx.workspaceId} and g.id = ${groupId}
      and not exists (select 1 from customer_group_member m where m.workspace_id = g.workspace_id and m.group_id = g.id)`.execute(
      ctx.db,
    )
    await record(ctx, customerGrouped, { customerId }, { groupId, kind, act: 'unlinked' })
    return {}
  })

/** Takes those of `ids` away that nobody is in any more. */
export const forgetGroups = (ctx: Context, ids: readonly string[]) =>
  sql`delete from customer_group g where g.workspace_id = ${ctx.workspaceId} and g.id = any(${[...ids]}::uuid[])
    and not exists (select 1 from customer_group_member m where m.workspace_id = g.workspace_id and m.group_id = g.id)`.execute(
    ctx.db,
  )
