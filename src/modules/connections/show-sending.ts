import type { z } from 'zod'
import type { Context } from '../../foundation/server/context.ts'
import type { Connection } from './contract.ts'

type Sending = z.input<typeof Connection>['sending']

const works: Sending = { state: 'closed', since: null, problem: null, nextTryAt: null }

/** How each of these connections' providers takes what is sent; one of which nothing was heard works. */
export const showSending = async (ctx: Context, connectionIds: readonly string[]) => {
  const rows =
    connectionIds.length === 0
      ? []
      : await ctx.db
          .selectFrom('connection_circuit')
          .selectAll()
          .where('workspace_id', '=', ctx.workspaceId)
          .where('connection_id', 'in', [...connectionIds])
          .execute()
  const known = new Map(
    rows.map((row): [string, Sending] => [
      row.connection_id,
      {
        state: row.state as Sending['state'],
        since: row.since,
        problem:
          row.reason_code && row.state !== 'closed'
            ? { code: row.reason_code, detail: row.reason_detail }
            : null,
        nextTryAt: row.state === 'closed' ? null : row.next_try_at,
      },
    ]),
  )
  return (id: string): Sending => known.get(id) ?? works
}
