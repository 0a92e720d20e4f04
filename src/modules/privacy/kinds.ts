import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import type { Person, PersonalData } from '../customers/index.ts'
import { blankSuppressionsOf, readSuppressionsOf } from '../suppressions/index.ts'

const addressesOf = ({ identifiers }: Person) =>
  identifiers.filter(({ type }) => type === 'email').map(({ value }) => value)

/** Addresses that mail came back from. Erased, they go on stopping mail without saying whose they are. */
export const suppressionsOfPerson: PersonalData = {
  name: 'suppressions',
  read: async (ctx, person) => {
    const rows = await readSuppressionsOf(ctx, addressesOf(person))
    return {
      rows: rows.map((row) => ({
        at: row.created_at.toISOString(),
        channel: row.channel,
        address: row.address,
        reason: row.reason,
        status: row.status,
        until: row.lifted_at?.toISOString() ?? null,
      })),
      next: null,
    }
  },
  erase: async (ctx, person) => {
    await blankSuppressionsOf(ctx, addressesOf(person))
    return { more: false }
  },
}

/** Lines of the audit log that name them. They hold ids only, which name nobody afterwards, and stay. */
export const auditOfPerson: PersonalData = {
  name: 'audit',
  read: async (ctx, { ids }, { after, limit }) => {
    const { rows } = await sql<{ id: string; row: Record<string, unknown> }>`
      select id, jsonb_build_object('at', at, 'act', act, 'outcome', outcome, 'facts', facts) as row
      from audit_entry where workspace_id = ${ctx.workspaceId} and object_type = 'customer'
        and object_id = any(${[...ids]}::text[]) and id > ${after ?? '00000000-0000-0000-0000-000000000000'}
      order by id limit ${limit + 1}`.execute(ctx.db)
    const shown = rows.slice(0, limit)
    return {
      rows: shown.map(({ row }) => row),
      next: rows.length > limit ? shown.at(-1)!.id : null,
    }
  },
  erase: async () => ({ more: false }),
}

/** Theirs, or of nobody known and with an address of theirs to answer to. */
const askedBy = (ctx: Context, person: Person) => sql`workspace_id = ${ctx.workspaceId}
  and (customer_id = any(${[...person.ids]}::uuid[])
    or customer_id is null and contact <> '' and lower(trim(contact)) = any(${addressesOf(person)}::text[]))`

/** What they asked about their records. That they asked stays; who they are does not. */
export const requestsOfPerson: PersonalData = {
  name: 'privacy-requests',
  read: async (ctx, person) => {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select jsonb_build_object('kind', kind, 'receivedOn', received_on, 'dueOn', due_on, 'state', state,
        'requester', requester, 'contact', contact, 'details', details, 'identityCheck', identity_check,
        'outcome', outcome, 'closedAt', closed_at) as row
      from privacy_request where ${askedBy(ctx, person)}
      order by created_at limit 1000`.execute(ctx.db)
    return { rows: rows.map(({ row }) => row), next: null }
  },
  erase: async (ctx, person) => {
    await sql`update privacy_request set requester = '', contact = '', details = '', identity_check = '', outcome = '',
        customer_id = null
      where ${askedBy(ctx, person)}`.execute(ctx.db)
    return { more: false }
  },
}
