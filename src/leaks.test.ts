import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, systemContext } from './foundation/server/context.ts'
import type { Endpoint } from './foundation/shared/endpoint.ts'
import { type Caller, createCaller } from './foundation/testing/caller.ts'
import { startTestServer, type TestServer } from './foundation/testing/start-test-server.ts'
import { waitFor } from './foundation/testing/wait-for.ts'
import * as connections from './modules/connections/contract.ts'
import { storeReceipt } from './modules/connections/index.ts'
import * as conversations from './modules/conversations/contract.ts'
import * as labels from './modules/labels/contract.ts'
import * as members from './modules/members/contract.ts'
import { makeWorkspace, signInAs } from './modules/members/testing.ts'
import * as tracking from './modules/tracking/contract.ts'
import * as widget from './modules/web-chat/contract.ts'
import { modules, permissions } from './parts.ts'
import { guarded, hasBody, nameOf, requestFor, streams } from './testing/ask-everything.ts'

/** Words that stand only in the first workspace: whoever else reads one has found a leak. */
const secret = 'kakushi-0417'
const request = requestFor({ search: 'kakushi', identifier: `${secret}@shop.example` })

let server: TestServer
let stranger: Caller
let ids: Record<string, string>

beforeAll(async () => {
  server = await startTestServer()
  ids = await furnish(server)
  const other = await makeWorkspace(server.services, 'stranger@elsewhere.example')
  const { cookies } = await signInAs(server.url, other.admin)
  stranger = createCaller(server.url, {
    cookie: [...cookies].map((one) => one.join('=')).join('; '),
  })
})
afterAll(() => server.stop())

/** One of everything, with the secret in each word of it. */
const furnish = async ({ admin, url, services, workspaceId }: TestServer) => {
  const connection = await admin.call(connections.createConnection, {
    channel: 'web-chat',
    name: secret,
    settings: { identitySecret: secret },
  })
  const { token } = await createCaller(url, {}).call(widget.startVisitor, {
    connectionId: connection.id,
    locale: 'en',
  })
  const visitor = createCaller(url, { authorization: `Bearer ${token}` })
  await visitor.call(widget.claimEmail, { email: `${secret}@shop.example`, name: secret })
  await visitor.call(widget.sendVisitorMessage, { text: secret, clientKey: 'leak-key-1' })
  const row = (await admin.call(conversations.listConversations, {})).data[0]!
  const file = (await (
    await admin.fetch(`/api/v1/files?name=${secret}.txt`, {
      method: 'POST',
      body: secret,
      headers: { 'content-type': 'application/octet-stream' },
    })
  ).json()) as { id: string }
  const message = await admin.call(conversations.reply, {
    id: row.id,
    text: secret,
    fileIds: [file.id],
  })
  const label = await admin.call(labels.createLabel, { name: secret })
  const team = await admin.call(members.createTeam, { name: secret })
  const invitation = await admin.call(members.inviteMember, {
    email: `new-${secret}@shop.example`,
    role: 'agent',
  })
  const key = await admin.call(members.createApiKey, { name: secret })
  const source = await admin.call(tracking.createSource, { name: secret })
  const { threads } = await admin.call(conversations.getConversation, { id: row.id })
  const moved = await admin.call(conversations.move, { id: row.id, threadIds: [threads[0]!.id] })
  await inTransaction(systemContext(services, workspaceId, 'test'), (ctx) =>
    storeReceipt(ctx, connection.id, Buffer.from(secret), secret),
  )
  // What becomes of it is decided by a job; afterwards nothing moves by itself.
  const receipt = await waitFor('the quarantine', () =>
    services.db
      .selectFrom('receipt')
      .select('id')
      .where('state', '=', 'quarantined')
      .executeTakeFirst(),
  )
  return {
    connection: connection.id,
    conversation: moved.conversation.id,
    emptied: row.id,
    customer: row.customer.id,
    message: message.id,
    file: file.id,
    label: label.id,
    team: team.id,
    invitation: invitation.id,
    key: key.id,
    source: source.id,
    move: moved.moveId,
    receipt: receipt.id,
    member: admin.id,
    thread: threads[0]!.id,
  }
}

const own = [
  'last_used_at',
  'lease_until',
  'lease_owner',
  'received_count',
  'duplicate_count',
  'accepted_count',
  'rejected_count',
]

/** Everything of the first workspace, as one number per table. */
const fingerprint = async () => {
  const found: Record<string, string> = {}
  const tables = modules
    .flatMap((module) => module.tables)
    .filter((name) => !name.endsWith('_tally'))
  for (const table of tables) {
    const column = table === 'workspace' ? sql`id` : sql`workspace_id`
    // Reading marks a key as used; loops renew their leases and add up counts: none is a change by somebody else.
    const { rows } = await sql<{ mark: string }>`
      select coalesce(sum(hashtextextended((to_jsonb(t) - ${own}::text[])::text, 0)::numeric), 0)::text as mark
      from ${sql.table(table)} t where ${column} = ${server.workspaceId}`.execute(
      server.services.db,
    )
    found[table] = rows[0]!.mark
  }
  return found
}

describe('what belongs to another workspace', () => {
  test('is neither shown to its stranger admin nor changed by them, by any endpoint with any id', async () => {
    const before = await fingerprint()
    for (const endpoint of guarded.filter((one) => !streams.has(one.path))) {
      for (const [kind, id] of Object.entries(ids)) {
        const response = await stranger.fetch(...request(endpoint, id))
        const text = await response.text()
        expect(text, `${nameOf(endpoint)} with a ${kind}`).not.toContain(secret)
        expect(
          response.status,
          `${nameOf(endpoint)} with a ${kind}: ${text.slice(0, 200)}`,
        ).toBeLessThan(500)
        // Without an id there is nothing to vary.
        if (!endpoint.path.includes('/:') && !hasBody(endpoint)) break
      }
    }
    expect(await fingerprint()).toEqual(before)
  }, 240_000)

  test('is not there for whoever asks for it by id', async () => {
    const byId: [Endpoint, string][] = [
      [conversations.getConversation, ids.conversation!],
      [conversations.listMessages, ids.conversation!],
      [conversations.getMessage, ids.message!],
      [connections.getConnection, ids.connection!],
      [connections.getConnectionCounts, ids.connection!],
    ]
    for (const [endpoint, id] of byId)
      expect((await stranger.fetch(...request(endpoint, id))).status, nameOf(endpoint)).toBe(404)
  })
})

test.each(['agent', 'viewer', 'partner'] as const)(
  'every endpoint that needs a permission refuses whoever lacks it: %s, and whoever is nobody',
  async (role) => {
    const [member, nobody] = [await server.as(role), createCaller(server.url, {})]
    for (const endpoint of guarded.filter((one) => !streams.has(one.path))) {
      expect(
        (await nobody.fetch(...request(endpoint, ids.conversation!))).status,
        `${nameOf(endpoint)} by nobody`,
      ).toBe(401)
      if (endpoint.allow === 'signed-in' || permissions[endpoint.allow]?.includes(role)) continue
      const refused = await member.fetch(...request(endpoint, ids.conversation!))
      expect(refused.status, `${nameOf(endpoint)} by one who is ${role}`).toBe(403)
    }
  },
  120_000,
)
