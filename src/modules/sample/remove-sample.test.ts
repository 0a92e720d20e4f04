import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import * as consents from '../consents/contract.ts'
import * as conversations from '../conversations/contract.ts'
import * as customers from '../customers/contract.ts'
import * as duplicates from '../customers/duplicates/contract.ts'
import * as labels from '../labels/contract.ts'
import * as members from '../members/contract.ts'
import * as privacy from '../privacy/contract.ts'
import * as widget from '../web-chat/contract.ts'
import { watchSample } from './testing.ts'

vi.setConfig({ testTimeout: 90_000 })

let server: TestServer
let sample: ReturnType<typeof watchSample>
beforeAll(async () => {
  server = await startTestServer()
  sample = watchSample(server)
})
afterAll(() => server.stop())

/** Counts that are not as they were. */
const without = (now: Record<string, number>, before: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(now)
      .filter(([name, count]) => count !== before[name])
      .map(([name, count]) => [name, `${before[name]} → ${count}`]),
  )

test('removing takes all of it and nothing else, whatever people did with it', async () => {
  const real = await sample.openRealChat('本物のお客様です')
  await real.visitor.call(widget.claimEmail, { email: 'real@customer.example', name: '本物' })
  await sample.waitUntilQuiet()
  const before = await sample.countRows()
  const shown = await server.admin.call(conversations.getConversation, { id: real.conversation.id })
  const { position: _, ...kept } = shown

  await sample.add()
  const scripted = await sample.writeInScript()
  const { id } = scripted
  await server.admin.call(conversations.reply, { id, text: 'お調べします。' })
  await server.admin.call(conversations.addNote, { id, text: 'a note' })
  const upload = await server.admin.fetch('/api/v1/files?name=cup.txt', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: `a cup ${Date.now()}`,
  })
  const file = (await upload.json()) as { id: string }
  await server.admin.call(conversations.reply, { id, text: '写真です', fileIds: [file.id] })
  const { data: messages } = await server.admin.call(conversations.listMessages, { id })
  await server.admin.call(conversations.move, { id, messageIds: [messages[0]!.id] })
  const chat = await sample.findConnection('web-chat')
  const me = await sample.startVisitor(chat.id, 'my-own-browser')
  await me.call(widget.sendVisitorMessage, { text: '試しに書きました', clientKey: 'try-it-out' })
  const [one, other, third] = (await server.admin.call(duplicates.listDuplicates, {})).data
  const decide = (pair: typeof one, decision: 'same' | 'different') =>
    server.admin.call(duplicates.decideDuplicate, { a: pair!.a.id, b: pair!.b.id, decision })
  await decide(one, 'different')
  const { actId } = await decide(other, 'same')
  await server.admin.call(customers.undoIdentityAct, { actId: actId! })
  await decide(third, 'same')
  const customerId = third!.a.id
  await server.admin.call(privacy.createPrivacyRequest, { kind: 'disclosure', customerId })
  const { data: purposes } = await server.admin.call(consents.listPurposes)
  await server.admin.call(consents.recordConsent, {
    id: customerId,
    purposeId: purposes[0]!.id,
    channel: 'phone',
    state: 'given',
  })
  await sample.waitUntilQuiet()

  await sample.remove()
  await sample.waitUntilQuiet()
  expect(await sample.isPresent()).toBe(false)
  expect(without(await sample.countRows(), before)).toEqual({})
  const after = await server.admin.call(conversations.getConversation, { id: real.conversation.id })
  expect(after).toMatchObject(kept)
  expect(await sample.listAll()).toHaveLength(1)
  expect(await sample.remove()).toEqual({})
})

test('what the workspace began to use for its own stays, and so does who wrote by a real connection, too', async () => {
  const real = (await sample.listAll())[0]!
  await sample.add()
  await sample.waitUntilQuiet()
  const { data: sampleLabels } = await server.admin.call(labels.listLabels, {})
  const label = sampleLabels.find((one) => one.name === 'ギフト')!
  const { data: teams } = await server.admin.call(members.listTeams, {})
  const team = teams.find((one) => one.name === '注文・配送')!
  const { data: staff } = await server.admin.call(members.listMembers, {})
  const mei = staff.find((one) => one.name === '青木 芽衣')!
  const agentOfTeam = staff.find((one) => one.role === 'agent' && one.id !== mei.id)!
  await server.admin.call(conversations.setLabels, { id: real.id, labelIds: [label.id] })
  await server.admin.call(conversations.assign, { id: real.id, assigneeId: mei.id })
  await server.admin.call(members.updateTeam, {
    id: team.id,
    memberIds: [...team.memberIds, agentOfTeam.id],
  })
  // The real customer writes in the sample's chat, too, and says so.
  const chat = await sample.findConnection('web-chat')
  const visitor = await sample.startVisitor(chat.id)
  await visitor.call(widget.claimEmail, { email: 'real@customer.example' })
  await visitor.call(widget.sendVisitorMessage, { text: '同じ人です', clientKey: 'same-person' })

  await sample.remove()
  const { data: people } = await server.admin.call(customers.listCustomers, { limit: 200 })
  expect(people.map((one) => one.id)).toEqual([real.customer.id])
  const kept = await server.admin.call(conversations.getConversation, { id: real.id })
  const { meaning: _, ...plain } = label
  expect(kept).toMatchObject({ labels: [plain], assignee: { id: mei.id }, messageCount: 1 })
  expect((await server.admin.call(labels.listLabels, {})).data).toEqual([label])
  const { data: left } = await server.admin.call(members.listTeams, {})
  expect(left.map((one) => one.id)).toEqual([team.id])
  expect((await server.admin.call(members.listMembers, {})).data.map((one) => one.id)).toContain(
    mei.id,
  )
})
