import { type Expression, type SqlBool, sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { findCustomers } from '../../customers/index.ts'
import { hidden, ofVisibleCustomers, showName } from '../../members/index.ts'

export type WithCustomer = { who: string | null; whoName: string | null; whoShown: string }

/** How many people's orders or carts a search looks among. */
const mostPeople = 200

/** Of those whom a search finds: their ids, and of everybody merged into them, as a query. */
export const peopleFound = async (ctx: Context, search: string) => {
  const people = await findCustomers(ctx, { search, before: undefined, limit: mostPeople })
  const ids = people.map(({ id }) => id)
  return sql`select id from customer where workspace_id = ${ctx.workspaceId}
    and (id = any(${ids}::uuid[]) or root_id = any(${ids}::uuid[]))`
}

/** Joins whoever stands by now for the customer that `of` names: `person`. */
export const joinPerson = (of: string) => sql`
  left join customer c on c.workspace_id = ${sql.ref(`${of}.workspace_id`)} and c.id = ${sql.ref(`${of}.customer_id`)}
  left join customer person on person.workspace_id = c.workspace_id and person.id = coalesce(c.root_id, c.id)`

export const personColumns = sql`person.id as who, person.name as "whoName", coalesce((
  select i.shown from identifier i where i.workspace_id = person.workspace_id and i.customer_id = person.id
    and i.type in ('email', 'user_id')
  order by (i.type = 'email') desc, (i.trust = 'verified') desc, i.created_at limit 1), '') as "whoShown"`

/** Whoever sees only what their teams handle sees what belongs to the customers they talk with. */
export const visiblePerson = (ctx: Context): Expression<SqlBool> =>
  ofVisibleCustomers(ctx, 'person.id')

export const showPerson = (ctx: Context, { who, whoName, whoShown }: WithCustomer) =>
  who === null
    ? null
    : { id: who, name: showName(ctx, whoName), shown: ctx.sight.contact ? whoShown : '' }

/** A shop's own number of something, which some shops make of an address. */
export const showNumber = <T extends string | null>({ sight }: Context, number: T): T =>
  number !== null && !sight.contact && number.includes('@') ? (hidden as T) : number
