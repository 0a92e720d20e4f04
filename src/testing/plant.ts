import { sql } from 'kysely'
import { inTransaction, systemContext } from '../foundation/server/context.ts'
import { newId } from '../foundation/server/uuid.ts'
import type { TestServer } from '../foundation/testing/start-test-server.ts'
import * as commerce from '../modules/commerce/contract.ts'
import { createConnection } from '../modules/connections/index.ts'
import * as consents from '../modules/consents/contract.ts'
import * as conversations from '../modules/conversations/contract.ts'
import { receiveMessage } from '../modules/conversations/index.ts'
import { resolveSender } from '../modules/customers/index.ts'
import * as profile from '../modules/customers/profile/contract.ts'
import { storeFile } from '../modules/files/index.ts'
import * as privacy from '../modules/privacy/contract.ts'
import { openSite, waitUntilFollowed } from '../modules/tracking/testing.ts'

export type Planted = { email: string; ids: Ids }
type Ids = Record<'conversation' | 'customer' | 'message' | 'thread' | 'suppression', string> &
  Record<string, string>

/** Stands in every place where a person's words, name and doings are kept. */
type Marks = {
  words: string
  /** In every address, number and link by which the person can be reached. */
  contact: string
}

/** A customer who wrote mails to a team, was answered, and visited a site, with marks wherever something is kept. */
export const plantCustomer = async (
  server: TestServer,
  { words, contact }: Marks,
  teamId: string | null,
): Promise<Planted> => {
  const { admin, services, workspaceId } = server
  const email = `${contact}@customer.example`
  const asTest = systemContext(services, workspaceId, 'test')
  // Reaches nobody, so that nothing of it moves by itself afterwards.
  const { id: connection } = await createConnection(asTest, {
    channel: 'email',
    settings: {
      address: 'help@shop.example',
      imap: { host: 'mail.shop.example', user: 'help', password: 'secret' },
      smtp: { host: 'mail.shop.example' },
    },
    rehearsal: true,
  })
  const name = `${words} <${email}>`
  const { received, file, raw } = await inTransaction(asTest, async (ctx) => {
    const text = (of: string) => ({
      name: `${words}.txt`,
      type: 'text/plain',
      bytes: Buffer.from(of),
    })
    const file = await storeFile(ctx, text(words))
    const raw = await storeFile(ctx, text(`From: ${email} ${words}`))
    const sender = await resolveSender(ctx, { type: 'email', value: email, name }, 'test')
    const received = await receiveMessage(ctx, {
      ...sender!,
      connectionId: connection,
      channel: 'email',
      authorName: name,
      address: { address: email, name },
      to: [{ address: `to-${contact}@customer.example` }],
      cc: [{ address: `cc-${contact}@customer.example`, name: `cc-${contact}@customer.example` }],
      threadKey: `<${words}@customer.example>`,
      threadRuns: false,
      subject: words,
      text: words,
      newTextLength: words.length,
      html: `<p>${words}</p>`,
      files: [{ fileId: file.id, inline: false }],
    })
    return { received, file, raw }
  })
  const conversation = received.conversationId
  const { customer } = await admin.call(conversations.getConversation, { id: conversation })
  const reply = await admin.call(conversations.reply, { id: conversation, text: words })
  const note = await admin.call(conversations.addNote, { id: conversation, text: words })
  const { id: customerId } = customer
  const group = await admin.call(profile.linkGroup, { id: customerId, name: `${words} ${email}` })
  const customerNote = await admin.call(profile.addCustomerNote, {
    id: customerId,
    text: `${words} ${email}`,
  })
  await admin.call(profile.changeFields, {
    id: customerId,
    fields: { phone: contact, street: `${words} ${contact}`, company: `${words} ${email}` },
  })
  // What a mail server says when it refuses somebody.
  await sql`update message set state_code = 'smtp.refused', state_detail = ${`550 <${email}> unknown`}
    where workspace_id = ${workspaceId} and id = ${reply.id}`.execute(services.db)
  const suppression = newId()
  await services.db
    .insertInto('suppression')
    .values({
      workspace_id: workspaceId,
      id: suppression,
      channel: 'email',
      address: `gone-${email}`,
      reason: 'bounce',
      created_at: new Date(),
    })
    .execute()
  const site = await openSite(server)
  const anonymousId = `device-${words}-${contact}`
  const url = `https://shop.example/${words}?email=${email}`
  await site.send('/v1/batch', {
    batch: [
      {
        type: 'identify',
        anonymousId,
        userId: `user-${contact}`,
        traits: { email },
        messageId: `${words}-1`,
      },
      {
        type: 'page',
        anonymousId,
        messageId: `${words}-2`,
        context: { page: { url, title: `${words} ${email}`, referrer: url } },
        properties: { url, address: `${words} ${contact}` },
      },
      {
        type: 'track',
        event: 'Order Completed',
        userId: `user-${contact}`,
        messageId: `${words}-3`,
        properties: {
          order_id: `o-${words}`,
          shipping: { phone: contact, note: words },
          phone: contact,
          shipping_address: `${words} ${contact}`,
          products: [{ product_id: words, name: `${words} ${email}`, price: 1, quantity: 1 }],
          currency: 'JPY',
        },
      },
      {
        type: 'track',
        event: 'Return Requested',
        userId: `user-${contact}`,
        messageId: `${words}-5`,
        properties: {
          order_id: `o-${words}`,
          reason: `${words} ${email}`,
          tracking_number: contact,
        },
      },
      {
        type: 'track',
        anonymousId,
        event: 7,
        messageId: `${words}-4`,
        properties: { [words]: contact },
      },
    ],
  })
  await waitUntilFollowed(server)
  const purpose = { nameEn: 'News', nameJa: 'ニュース', doubleOptIn: false }
  const { id: purposeId } = await admin.call(consents.createPurpose, {
    key: `n-${suppression}`,
    ...purpose,
  })
  const said = { id: customer.id, purposeId, note: `${words} ${email}` }
  await admin.call(consents.recordConsent, { ...said, channel: 'email', state: 'given' })
  const now = new Date()
  const choice = { category: words, allowed: true, chosen: true, url, at: now, received_at: now }
  await services.db
    .insertInto('device_consent')
    .values({
      workspace_id: workspaceId,
      anonymous_id: anonymousId,
      event_id: newId(),
      ...choice,
    })
    .execute()
  const { id: request } = await admin.call(privacy.createPrivacyRequest, {
    kind: 'disclosure',
    customerId: customer.id,
    requester: words,
    contact: email,
    details: `${words} ${contact}`,
  })
  await admin.call(conversations.assign, { id: conversation, teamId })
  const { data: orders } = await admin.call(commerce.listOrders, { search: `o-${words}` })
  return {
    email,
    ids: {
      conversation,
      customer: customer.id,
      message: received.messageId,
      reply: reply.id,
      note: note.id,
      thread: received.threadId,
      file: file.id,
      raw: raw.id,
      source: site.id,
      suppression,
      purpose: purposeId,
      request,
      order: orders[0]!.id,
      group: group.id,
      customerNote: customerNote.id,
    },
  }
}

/** The same person writes to another team, of another matter. */
export const writeElsewhere = async (
  server: TestServer,
  { ids }: Planted,
  words: string,
  teamId: string,
) => {
  const { services, workspaceId } = server
  const received = await inTransaction(
    systemContext(services, workspaceId, 'test'),
    async (ctx) => {
      const thread = await ctx.db
        .selectFrom('thread')
        .innerJoin('identifier', 'identifier.id', 'thread.identifier_id')
        .select(['connection_id', 'identifier_id', 'customer_id'])
        .where('thread.workspace_id', '=', workspaceId)
        .where('thread.id', '=', ids.thread)
        .executeTakeFirstOrThrow()
      // Resolved for the moment, or the new mail would join it.
      const set = (status: string) =>
        ctx.db
          .updateTable('conversation')
          .set({ status })
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', ids.conversation)
          .execute()
      await set('resolved')
      const received = await receiveMessage(ctx, {
        connectionId: thread.connection_id,
        channel: 'email',
        customerId: thread.customer_id!,
        identifierId: thread.identifier_id,
        authorName: words,
        threadKey: `<elsewhere-${words}@customer.example>`,
        threadRuns: false,
        subject: words,
        text: words,
        newTextLength: words.length,
      })
      await set('open')
      return received
    },
  )
  const { conversationId: id } = received
  await server.admin.call(conversations.assign, { id, teamId })
  return received
}

/** One number for all that is known of customers and said with them; what they are found by follows in its own time. */
export const fingerprintOfMatters = async ({ services, workspaceId }: TestServer) => {
  const found: Record<string, string> = {}
  for (const table of [
    'conversation',
    'thread',
    'message',
    'message_file',
    'conversation_label',
    'conversation_read',
    'conversation_move',
    'customer',
    'customer_label',
    'customer_field',
    'customer_note',
    'customer_group',
    'customer_group_member',
    'identifier',
    'suppression',
  ]) {
    const { rows } = await sql<{ mark: string }>`
      select coalesce(sum(hashtextextended((to_jsonb(t) - 'search_text')::text, 0)::numeric), 0)::text as mark
      from ${sql.table(table)} t where workspace_id = ${workspaceId}`.execute(services.db)
    found[table] = rows[0]!.mark
  }
  return found
}
