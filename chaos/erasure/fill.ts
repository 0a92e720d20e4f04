import { createCaller } from '../../src/foundation/testing/caller.ts'
import * as consents from '../../src/modules/consents/contract.ts'
import * as customers from '../../src/modules/customers/contract.ts'
import * as profile from '../../src/modules/customers/profile/contract.ts'
import * as chat from '../../src/modules/web-chat/contract.ts'
import type { openChatServer } from '../chat-server.ts'
import { until } from '../server.ts'

type Place = Awaited<ReturnType<typeof openChatServer>> & { writeKey: string; purposeId: string }
export type Filled = { id: string; words: string; device: string }

const atOnce = 500

/** Somebody with thousands of tracked events, a chat with a file, an order, a note and a consent, all with `words` in them. */
export const fillPerson = async (
  { victim, admin, connectionId, writeKey, purposeId }: Place,
  number: number,
  events: number,
): Promise<Filled> => {
  const words = `kieru-hito-${number}`
  const [device, email] = [`device-${words}`, `${words}@customer.example`]
  const track = async (batch: object[]) => {
    const answer = await fetch(`${victim.url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ writeKey, batch }),
    })
    if (!answer.ok) throw new Error(`tracking: ${answer.status}`)
  }
  const visitor = await createCaller(victim.url, {}).call(chat.startVisitor, {
    connectionId,
    locale: 'ja',
    anonymousId: device,
  })
  const writer = createCaller(victim.url, { authorization: `Bearer ${visitor.token}` })
  const sent = await writer.fetch(`${chat.uploadVisitorFile.path}?name=${words}.txt`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: words,
  })
  const { id: fileId } = (await sent.json()) as { id: string }
  for (const fileIds of [[fileId], [], []])
    await writer.call(chat.sendVisitorMessage, {
      text: `${words} と申します`,
      clientKey: `${words}-${fileIds.length}-${crypto.randomUUID()}`,
      fileIds,
    })
  const messageId = () => crypto.randomUUID()
  const about = { anonymousId: device, userId: `user-${words}` }
  await track([
    { ...about, type: 'identify', messageId: messageId(), traits: { email, name: words } },
    {
      ...about,
      type: 'track',
      event: 'Order Completed',
      messageId: messageId(),
      properties: { order_id: `o-${number}`, total: 1200, currency: 'JPY', email, note: words },
    },
  ])
  for (let made = 0; made < events; made += atOnce)
    await track(
      Array.from({ length: atOnce }, (_, index) => ({
        type: 'page',
        anonymousId: device,
        messageId: messageId(),
        context: { page: { url: `https://shop.example/${words}/${made + index}`, title: words } },
      })),
    )
  let id = ''
  await until('the customer to be known', 30, async () => {
    const { data } = await admin.call(customers.listCustomers, { identifier: email })
    id = data[0]?.id ?? ''
    return id !== ''
  })
  await admin.call(profile.addCustomerNote, { id, text: words })
  await admin.call(consents.recordConsent, {
    id,
    purposeId,
    channel: 'phone',
    state: 'given',
    note: words,
  })
  await until('the events to be followed', 30, async () => {
    const { pages } = (
      await victim.ask<{ pages: string }>(
        'select coalesce(sum(page_count), 0) as pages from visit where anonymous_id = $1',
        [device],
      )
    )[0]!
    return Number(pages) >= events
  })
  return { id, words, device }
}
