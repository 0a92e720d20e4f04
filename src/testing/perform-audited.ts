import { inTransaction, systemContext } from '../foundation/server/context.ts'
import { newId } from '../foundation/server/uuid.ts'
import type { Endpoint } from '../foundation/shared/endpoint.ts'
import type { Caller } from '../foundation/testing/caller.ts'
import type { TestServer } from '../foundation/testing/start-test-server.ts'
import * as contract from '../modules/audit/contract.ts'
import * as connections from '../modules/connections/contract.ts'
import * as sender from '../modules/connections/sender/contract.ts'
import * as customers from '../modules/customers/contract.ts'
import * as duplicates from '../modules/customers/duplicates/contract.ts'
import { resolveSender } from '../modules/customers/index.ts'
import * as profile from '../modules/customers/profile/contract.ts'
import * as rules from '../modules/customers/rules/contract.ts'
import { storeFile } from '../modules/files/index.ts'
import * as members from '../modules/members/contract.ts'
import * as second from '../modules/members/second-factor/contract.ts'
import {
  type Client,
  makeMember,
  openClient,
  signInAs,
  tokenOf,
} from '../modules/members/testing.ts'
import * as sample from '../modules/sample/contract.ts'
import * as suppressions from '../modules/suppressions/contract.ts'
import * as tracking from '../modules/tracking/contract.ts'
import * as workspaces from '../modules/workspaces/contract.ts'
import { nameOf } from './ask-everything.ts'
import { performImports } from './perform-imports.ts'
import { performPrivacy } from './perform-privacy.ts'
import { plantCustomer } from './plant.ts'

type Act = () => Promise<unknown>

const loyaltyCard = {
  type: 'loyalty_card',
  titleEn: 'Loyalty card',
  titleJa: 'ポイントカード',
  priority: 6,
  most: 1,
  windowDays: null,
  normaliser: 'code',
  trust: 'verified',
  joins: 'claim',
  single: true,
  spread: null,
  spreadDays: 1,
}

/**
 * How each endpoint that leaves a line is really called; those that need a code from a telephone are with the second
 * factor's own tests.
 */
export const performAudited = async (server: TestServer): Promise<Record<string, Act>> => {
  const { admin, services, workspaceId, url } = server
  const person = await makeMember(services, workspaceId, 'person@team.example', 'agent')
  const leaver = await makeMember(services, workspaceId, 'leaver@team.example', 'agent')
  const team = await admin.call(members.createTeam, { name: 'Team' })
  const key = await admin.call(members.createApiKey, { name: 'Key' })
  const settings = {}
  const chat = await admin.call(connections.createConnection, { channel: 'web-chat', settings })
  const source = await admin.call(tracking.createSource, { name: 'Shop' })
  const invite = (email: string) =>
    admin.call(members.inviteMember, { email, role: 'agent' as const })
  const [kept, void_] = [await invite('kept@team.example'), await invite('void@team.example')]
  const { ids } = await plantCustomer(server, { words: 'mojiretsu', contact: 'taro' }, null)
  const twin = await inTransaction(systemContext(services, workspaceId, 'test'), async (ctx) => {
    const sender = { type: 'email', value: 'twin@customer.example' }
    return (await resolveSender(ctx, sender, 'mail'))!.customerId
  })
  let mailbox = { id: '' }
  let joined = { actId: '', address: '' }
  const receipt = await quarantined(server, chat.id, 'raw')
  const other = await quarantined(server, chat.id, 'other')
  await services.db
    .updateTable('message')
    .set({ receipt_id: receipt })
    .where('id', '=', ids.message)
    .execute()
  const desk = await signInAs(url, person)
  const elsewhere = await signInAs(url, person)
  const call = async (client: Client, endpoint: Endpoint, input = {}) => {
    const { status, body } = await client.call(endpoint, input)
    if (status !== 200) throw new Error(`${nameOf(endpoint)}: ${body.code}`)
    return body
  }
  const open = (path: string) => admin.fetch(path).then((response) => response.text())
  const newcomer = { name: 'New', password: 'correct horse battery', locale: 'en' }
  const act = (endpoint: Endpoint, run: Act) => [nameOf(endpoint), run] as const
  const by = <E extends Endpoint>(endpoint: E, input: Parameters<Caller['call']>[1]) =>
    act(endpoint, () => admin.call(endpoint, input as never))
  return Object.fromEntries([
    by(workspaces.updateWorkspace, { name: 'Renamed' }),
    act(members.signIn, () => openClient(url).call(members.signIn, { ...person, password: 'no' })),
    act(members.revokeSession, async () => {
      const { data } = (await call(desk, members.listSessions)) as {
        data: { id: string; current: boolean }[]
      }
      await call(desk, members.revokeSession, { id: data.find((one) => !one.current)!.id })
    }),
    act(second.changePassword, () =>
      call(desk, second.changePassword, {
        current: person.password,
        password: 'another horse battery',
      }),
    ),
    act(members.signOut, () => call(desk, members.signOut)),
    by(members.createResetLink, { id: person.id }),
    act(members.resetPassword, async () => {
      const { link } = await admin.call(members.createResetLink, { id: person.id })
      const token = tokenOf(link)
      await call(elsewhere, members.resetPassword, { token, password: person.password })
    }),
    by(members.updateMember, { id: leaver.id, role: 'viewer' }),
    by(members.removeMember, { id: leaver.id }),
    by(members.inviteMember, { email: 'third@team.example', role: 'viewer' }),
    by(members.revokeInvitation, { id: void_.id }),
    act(members.acceptInvitation, () =>
      call(openClient(url), members.acceptInvitation, { ...newcomer, token: tokenOf(kept.link) }),
    ),
    by(members.createTeam, { name: 'Second' }),
    by(members.updateTeam, { id: team.id, memberIds: [person.id] }),
    by(members.removeTeam, { id: team.id }),
    by(members.createApiKey, { name: 'Second' }),
    by(members.revokeApiKey, { id: key.id }),
    by(connections.createConnection, { channel: 'web-chat', settings }),
    by(connections.updateConnection, {
      id: chat.id,
      settings: { identitySecret: 'a secret that nobody reads' },
    }),
    act(sender.makeSigningKey, async () => {
      mailbox = await admin.call(connections.createConnection, {
        channel: 'email',
        settings: {
          address: 'help@shop.example',
          imap: { host: '127.0.0.1', port: 1, user: 'help', password: 'secret' },
          smtp: { host: '127.0.0.1', port: 1 },
        },
      })
      await admin.call(sender.makeSigningKey, { id: mailbox.id })
    }),
    act(sender.removeSigningKey, async () => {
      const [key] = (await admin.call(sender.listSigningKeys, { id: mailbox.id })).data
      await admin.call(sender.removeSigningKey, { id: mailbox.id, keyId: key!.id })
    }),
    act(connections.downloadQuarantined, () =>
      open(`/api/v1/connections/${chat.id}/quarantine/${receipt}/raw`),
    ),
    by(connections.removeQuarantined, { id: chat.id, receiptId: other }),
    by(connections.retryQuarantined, { id: chat.id, receiptId: receipt }),
    by(connections.removeConnection, { id: chat.id }),
    by(suppressions.liftSuppression, { id: ids.suppression }),
    by(customers.updateCustomer, { id: ids.customer, name: 'Somebody' }),
    by(profile.changeFields, { id: ids.customer, fields: { company: 'Some Company' } }),
    act(customers.mergeCustomers, async () => {
      const { customer, actId } = await admin.call(customers.mergeCustomers, {
        id: ids.customer,
        otherId: twin,
      })
      joined = { actId, address: customer.identifiers.at(-1)!.id }
    }),
    act(customers.splitCustomer, () =>
      admin.call(customers.splitCustomer, { id: ids.customer, identifierIds: [joined.address] }),
    ),
    act(customers.undoIdentityAct, () =>
      admin.call(customers.undoIdentityAct, { actId: joined.actId }),
    ),
    act(duplicates.decideDuplicate, async () => {
      const [a, b] = [ids.customer, twin].sort() as [string, string]
      await services.db
        .insertInto('duplicate_pair')
        .values({ workspace_id: workspaceId, a, b, odds: 3, reasons: '[]', found_at: new Date() })
        .execute()
      await admin.call(duplicates.decideDuplicate, { a, b, decision: 'different' })
    }),
    by(rules.saveIdentifierType, loyaltyCard),
    by(rules.removeIdentifierType, { type: loyaltyCard.type }),
    by(rules.blockIdentifier, { type: 'phone', value: '090-7777-8888' }),
    act(rules.releaseIdentifier, async () => {
      const [blocked] = (await admin.call(rules.listBlockedIdentifiers, {})).data
      await admin.call(rules.releaseIdentifier, { id: blocked!.id })
    }),
    ['GET /api/v1/messages/:id/raw', () => open(`/api/v1/messages/${ids.message}/raw`)],
    by(tracking.updateSource, { id: source.id, name: 'Shop 2' }),
    by(tracking.replayRejectedEvents, { id: source.id }),
    by(tracking.createSource, { name: 'Second' }),
    by(tracking.removeSource, { id: source.id }),
    ...performImports(server),
    ...performPrivacy(server, twin),
    by(sample.addSample, {}),
    by(sample.removeSample, {}),
    act(contract.exportAudit, () => open('/api/v1/audit.csv')),
  ] as [string, Act][])
}

/** Raw input that no channel could use. */
const quarantined = async (
  { services, workspaceId }: TestServer,
  connectionId: string,
  key: string,
) => {
  const id = newId()
  await inTransaction(systemContext(services, workspaceId, 'test'), async (ctx) => {
    const bytes = Buffer.from(`not a mail: ${key}`)
    const file = await storeFile(ctx, { name: 'raw', type: 'message/rfc822', bytes })
    await ctx.db
      .insertInto('receipt')
      .values({
        workspace_id: workspaceId,
        id,
        connection_id: connectionId,
        key,
        sha256: file.sha256,
        file_id: file.id,
        state: 'quarantined',
        received_at: ctx.now,
      })
      .execute()
  })
  return id
}
