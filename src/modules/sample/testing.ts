import { sql } from 'kysely'
import { createCaller } from '../../foundation/testing/caller.ts'
import type { TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import * as conversations from '../conversations/contract.ts'
import * as widget from '../web-chat/contract.ts'
import * as contract from './contract.ts'

type Counts = Record<string, number>

/** What tests of the sample ask of a server. */
export const watchSample = (server: TestServer) => {
  const { services, admin } = server

  /** Rows of every table of ours but tallies and search texts, which are worked out by the clock; the log without what tells of adding and removing. */
  const countRows = async (): Promise<Counts> => {
    const tables = await sql<{ name: string }>`
      select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
        and relname not in ('migration', 'reader', 'audit_entry', 'connection_tally', 'source_tally',
          'customer_search', 'customer_search_due')`.execute(services.db)
    const counts: Counts = {}
    for (const { name } of tables.rows) {
      const but = name === 'event' ? sql`where kind not like 'sample.%'` : sql``
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from ${sql.table(name)} ${but}`.execute(services.db)
      counts[name] = rows[0]!.count
    }
    return counts
  }

  const waitUntilQuiet = () =>
    waitFor('jobs and readers to have nothing to do', async () => {
      const { rows } = await sql<{ busy: boolean }>`select
        exists (select 1 from graphile_worker.jobs where run_at <= now())
        or exists (select 1 from tracked_event e join reader r on r.name = 'tracked-visits'
          where (e.tx, e.number) > (r.tx, r.number))
        or exists (select 1 from event e join reader r on (r.name, e.kind) in (
            ('conversations-follow-customer', 'identifier.linked'), ('sample-answer-reply', 'message.sent'))
          where (e.tx, e.number) > (r.tx, r.number)) as busy`.execute(services.db)
      return !rows[0]!.busy
    })

  const listAll = async () => {
    const input = { status: 'any', limit: 200 } as const
    return (await admin.call(conversations.listConversations, input)).data
  }

  const startVisitor = async (connectionId: string, anonymousId?: string) => {
    const input = { connectionId, locale: 'ja' as const, ...(anonymousId ? { anonymousId } : {}) }
    const started = await createCaller(server.url, {}).call(widget.startVisitor, input)
    return createCaller(server.url, { authorization: `Bearer ${started.token}` })
  }

  return {
    countRows,
    waitUntilQuiet,
    listAll,
    startVisitor,
    /** All of it: waits until it is told. */
    add: async () => {
      await admin.call(contract.addSample)
      await waitFor(
        'the sample',
        async () => (await admin.call(contract.getSample)).state === 'present',
        60,
      )
    },
    remove: () => admin.call(contract.removeSample),
    isPresent: async () => (await admin.call(contract.getSample)).present,
    /** The conversation that the scripted customer begins in the chat. */
    writeInScript: () =>
      waitFor('the scripted customer', async () =>
        (await listAll()).find((one) => one.lastMessage.text.includes('湯のみ二客のうち')),
      ),
    /** The sample's own connection of a channel. */
    findConnection: async (channel: string) =>
      (await admin.call(connections.listConnections, {})).data.find(
        (one) => one.channel === channel && one.name.includes('縁側'),
      )!,
    /** A real customer with one conversation. */
    openRealChat: async (text: string) => {
      const made = { channel: 'web-chat', name: 'Real', settings: {} }
      const { id } = await admin.call(connections.createConnection, made)
      const visitor = await startVisitor(id)
      await visitor.call(widget.sendVisitorMessage, { text, clientKey: 'a-real-message' })
      return { visitor, conversation: (await listAll())[0]! }
    },
  }
}
