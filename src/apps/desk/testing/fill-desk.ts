import { startFakeSmtp } from '../../../channels/email/fakes/smtp-server.ts'
import { systemContext } from '../../../foundation/server/context.ts'
import { createCaller } from '../../../foundation/testing/caller.ts'
import type { TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import * as commerce from '../../../modules/commerce/contract.ts'
import * as connections from '../../../modules/connections/contract.ts'
import { storeReceipt } from '../../../modules/connections/index.ts'
import * as conversations from '../../../modules/conversations/contract.ts'
import {
  conversationsOf,
  mailboxSettings,
  waitForState,
  waitForText,
  writeMail,
} from '../../../modules/conversations/testing.ts'
import * as customers from '../../../modules/customers/contract.ts'
import * as profile from '../../../modules/customers/profile/contract.ts'
import { begin, upload, waitForState as waitForImport } from '../../../modules/imports/testing.ts'
import * as labels from '../../../modules/labels/contract.ts'
import * as members from '../../../modules/members/contract.ts'
import { openSite, waitUntilFollowed } from '../../../modules/tracking/testing.ts'
import * as chat from '../../../modules/web-chat/contract.ts'
import { fillPrivacy } from './fill-privacy.ts'
import { designedMail, senderlessMail } from './mails.ts'

export type FilledDesk = Awaited<ReturnType<typeof fillDesk>>

/** Something of every kind that a screen can show, made as it is made in real life. */
export const fillDesk = async (server: TestServer) => {
  const { admin } = server
  const smtp = await startFakeSmtp()
  const agent = await server.as('agent', 'tanaka@team.example')
  const colleague = await server.as('agent', 'a.very.long.address.of.a.colleague@team.example')
  const team = await admin.call(members.createTeam, {
    name: '返品・交換',
    memberIds: [admin.id, agent.id],
  })
  await admin.call(members.createTeam, { name: 'Wholesale', memberIds: [colleague.id] })
  const invited = await admin.call(members.inviteMember, {
    email: 'suzuki@team.example',
    role: 'agent',
  })
  const { link: resetLink } = await admin.call(members.createResetLink, { id: colleague.id })
  await admin.call(members.createApiKey, { name: 'Nightly export', scopes: ['customer.read'] })
  const [returns, vip, wholesale] = await Promise.all(
    ['返品', 'VIP', 'A label with rather a long name'].map((name) =>
      admin.call(labels.createLabel, { name }),
    ),
  )

  const connect = async (channel: string, settings: Record<string, unknown>) =>
    (await admin.call(connections.createConnection, { channel, settings })).id
  // Nobody listens for incoming mail, so that one connection does not work; answers do go out.
  const mailboxId = await connect(
    'email',
    mailboxSettings({ host: '127.0.0.1', port: 1 }, smtp, 'secret'),
  )
  const chatId = await connect('web-chat', {})
  const ctx = systemContext(server.services, server.workspaceId, 'test')
  let receipts = 0
  const receive = (raw: Uint8Array) => storeReceipt(ctx, mailboxId, raw, `filled:${++receipts}`)
  const mail = async (from: string, subject: string, text: string, headers: string[] = []) => {
    await receive(writeMail({ from, subject, text, headers }))
    return waitForText(agent, /<(.*)>/.exec(from)?.[1] ?? from, text)
  }

  const site = await openSite(server, 'shop.example')
  let events = 0
  const track = (type: string, more: object) =>
    site.send(`/v1/${type}`, { anonymousId: 'device-1', messageId: `m-${++events}`, ...more })

  /** A visitor of the chat who writes. */
  const visit = async (texts: string[], claim?: { email: string; name: string }) => {
    const { token, visitor } = await createCaller(server.url, {}).call(chat.startVisitor, {
      connectionId: chatId,
      locale: 'en',
      anonymousId: claim ? 'device-1' : 'device-2',
      pageUrl: 'https://shop.example/tea',
    })
    const caller = createCaller(server.url, { authorization: `Bearer ${token}` }, visitor.id)
    if (claim) await caller.call(chat.claimEmail, claim)
    for (const text of texts)
      await caller.call(chat.sendVisitorMessage, { text, clientKey: `filled-key-${++receipts}` })
    return caller
  }

  const path = (at: string) => ({ name: at, properties: { url: `https://shop.example${at}` } })
  for (const at of ['/', '/tea', '/tea/sencha', '/cart']) await track('page', path(at))
  await site.send('/v1/batch', { batch: [{ type: 'nonsense', anonymousId: 'device-1' }] })

  await mail('Emma Berg <emma@customer.example>', 'Where is my order?', 'Is it on its way yet?')
  await visit(['Hello, is anybody there?', 'My parcel never came.'], {
    email: 'emma@customer.example',
    name: 'Emma',
  })
  await visit(['こんにちは。営業時間を教えてください。'])
  for (let n = 1; n <= 12; n += 1)
    await mail(`Customer ${n} <customer-${n}@other.example>`, `Question ${n}`, `Asked ${n} times`)
  await mail('Robot <robot@other.example>', 'Out of office', 'I am away', [
    'Auto-Submitted: auto-replied',
  ])
  await receive(senderlessMail)
  await receive(designedMail)

  const misaki = 'misaki@customer.example'
  const { id } = await waitFor('the designed mail', async () =>
    (await conversationsOf(agent, misaki)).at(0),
  )
  await track('identify', { userId: 'misaki', traits: { email: misaki, name: '佐藤 美咲' } })
  const order = { order_id: '10421', total: 3300, currency: 'JPY', products: [{ name: '湯呑み' }] }
  await track('track', { event: 'Order Completed', userId: 'misaki', properties: order })
  const follows = { order_id: '10421', products: [{ name: '湯呑み', price: 3300, quantity: 1 }] }
  for (const [event, properties] of [
    ['Order Shipped', { ...follows, tracking_number: '77', tracking_url: 'https://a.example/77' }],
    ['Return Requested', { ...follows, reason: '口が欠けていました' }],
    ['Warranty Claim Opened', { ...follows, serial_number: 'S-1' }],
    ['Product Added', { product_id: 'kyusu', name: '急須', price: 9800, currency: 'JPY' }],
  ] as const)
    await track('track', { event, userId: 'misaki', properties })
  await waitUntilFollowed(server)
  await agent.call(conversations.addNote, { id, text: '在庫は残り2点です。\n倉庫に確認しました。' })
  const sent = await agent.call(conversations.reply, { id, text: '確認いたします。' })
  await waitForState(agent, sent.id, 'sent')
  smtp.behave({ kind: 'refuse', at: 'rcpt', code: 550, text: 'No such user' })
  const failed = await agent.call(conversations.reply, { id, text: '交換品を発送しました。' })
  await waitForState(agent, failed.id, 'failed')
  smtp.behave({ kind: 'accept' })
  await mail(`佐藤 美咲 <${misaki}>`, 'もう1点', '湯呑みの箱もつぶれていました。')
  await agent.call(conversations.assign, { id, assigneeId: admin.id, teamId: team.id })
  await agent.call(conversations.setLabels, {
    id,
    labelIds: [returns!.id, vip!.id, wholesale!.id],
  })
  const [done] = await conversationsOf(agent, 'customer-1@other.example')
  await agent.call(conversations.reply, { id: done!.id, text: 'Done.', resolve: true })
  const [emma] = await conversationsOf(agent, 'emma@customer.example')
  const { customer } = await agent.call(conversations.getConversation, { id })
  await agent.call(customers.updateCustomer, {
    id: customer.id,
    locale: 'ja',
    labelIds: [vip!.id],
  })
  const own = { key: 'size', titleEn: 'Shoe size', titleJa: '靴のサイズ', place: 1 }
  await admin.call(profile.saveCustomField, { ...own, type: 'number' })
  await agent.call(profile.changeFields, {
    id: customer.id,
    fields: {
      family_name: '佐藤',
      given_name: '美咲',
      family_kana: 'サトウ',
      given_kana: 'ミサキ',
      phone: '09012345678',
      postcode: '1500041',
      region: '東京都',
      city: '渋谷区',
      street: '神南1-2-3',
      birthday: '1985-04-02',
      'custom.size': '24.5',
    },
  })
  await agent.call(profile.addCustomerNote, { id: customer.id, text: 'お電話は夕方以降をご希望。' })
  const group = await agent.call(profile.linkGroup, {
    id: customer.id,
    name: '縁側商事',
    role: '購買担当',
  })
  const { data: orders } = await agent.call(commerce.listOrders, { customerId: customer.id })
  await waitFor('the mailbox to be found unreachable', async () => {
    const { data } = await admin.call(connections.listConnections, {})
    return data.some(({ state }) => state === 'failing')
  })
  const file =
    '会員番号,氏名,メールアドレス\nA-1,山田 太郎,taro@file.example\nA-2,名前だけ,なし\n,誰か,\n'
  const importIds = [await upload(admin, file), await upload(admin, file)]
  await begin(admin, importIds[1]!)
  await waitForImport(admin, importIds[1]!, 'done')
  return {
    agent,
    smtp,
    /** One whose columns are to be chosen, and one that is done. */
    importIds,
    visit,
    mail,
    mailboxId,
    chatId,
    sourceId: site.id,
    conversationId: id,
    /** Two claims of one person, by chat and by mail. */
    claimedId: emma!.id,
    resolvedId: done!.id,
    customerId: customer.id,
    groupId: group.id,
    orderId: orders[0]!.id,
    privacyRequestId: await fillPrivacy(server, customer.id),
    labelId: returns!.id,
    invitationPath: new URL(invited.link).pathname,
    resetPath: new URL(resetLink).pathname,
    stop: () => smtp.stop(),
  }
}
