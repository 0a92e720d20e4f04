import { SignJWT } from 'jose'
import { startFakeSmtp } from '../../channels/email/fakes/smtp-server.ts'
import { systemContext } from '../../foundation/server/context.ts'
import { type Caller, createCaller } from '../../foundation/testing/caller.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import { storeReceipt } from '../connections/index.ts'
import * as conversations from '../conversations/contract.ts'
import {
  type Mail,
  mailboxSettings,
  readMail,
  waitForState,
  waitForText,
  writeMail,
} from '../conversations/testing.ts'
import * as customers from '../customers/contract.ts'
import * as labels from '../labels/contract.ts'
import { openSite, waitUntilFollowed } from '../tracking/testing.ts'
import * as contract from './contract.ts'

export const shopSecret = 'what the shop signs with, 32 bytes'

export type Shop = Awaited<ReturnType<typeof openShop>>

/** A token as the shop's own server makes it for whoever is signed in there. */
export const sign = (claims: Record<string, unknown>, key = shopSecret, expires = '5m') =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(key))

let keys = 0
export const write = (visitor: Caller, text: string, fileIds: string[] = []) =>
  visitor.call(contract.sendVisitorMessage, { text, fileIds, clientKey: `visitor-key-${keys++}` })

/** The texts that the widget shows. */
export const read = async (visitor: Caller) =>
  (await visitor.call(contract.listVisitorMessages, {})).data.map(({ text }) => text)

/** A brand with a chat, a tracked site and a mailbox whose mail goes to a fake server. */
export const openShop = async () => {
  const [server, smtp] = await Promise.all([startTestServer(), startFakeSmtp()])
  const agent = await server.as('agent')
  const connect = async (channel: string, settings: Record<string, unknown>) =>
    (await server.admin.call(connections.createConnection, { channel, settings })).id
  const nowhere = { host: '127.0.0.1', port: 1 }
  const mailbox = await connect('email', mailboxSettings(nowhere, smtp, 'secret'))
  const chat = await connect('web-chat', { identitySecret: shopSecret })
  const site = await openSite(server)
  let people = 0

  const mail = async (fields: Mail & { text: string }) => {
    const ctx = systemContext(server.services, server.workspaceId, 'test')
    await storeReceipt(ctx, mailbox, writeMail(fields), `test:${keys++}`)
    const address = /<(.*)>/.exec(fields.from)?.[1] ?? fields.from
    return waitForText(agent, address, fields.text)
  }

  const visit = async (extra: { anonymousId?: string; jwt?: string } = {}) => {
    const started = await createCaller(server.url, {}).call(contract.startVisitor, {
      connectionId: chat,
      locale: 'en',
      ...extra,
    })
    const headers = { authorization: `Bearer ${started.token}` }
    return { ...createCaller(server.url, headers, started.visitor.id), ...started }
  }

  const reply = async (id: string, text: string, threadId?: string) => {
    const message = await agent.call(conversations.reply, { id, text, threadId })
    return waitForState(agent, message.id, 'sent')
  }

  /** Somebody known by mail, by name, by what staff noted, and by what they did on the site. */
  const makeVictim = async () => {
    const n = ++people
    const address = `victim-${n}@customer.example`
    const userId = `victim-${n}`
    const asked = await mail({
      from: `Hanako Yamada <${address}>`,
      text: `my secret order ${n}`,
      id: `<victim-${n}@customer.example>`,
    })
    await site.send('/v1/identify', { userId, traits: { email: address } })
    await site.send('/v1/track', { userId, event: 'Order Completed', properties: { order_id: n } })
    await waitUntilFollowed(server)
    const label = await agent.call(labels.createLabel, { name: `gold ${n}` })
    const id = asked.customer.id
    await agent.call(customers.updateCustomer, { id, locale: 'ja', labelIds: [label.id] })
    await reply(asked.id, `secret answer ${n}`)
    await agent.call(conversations.addNote, { id: asked.id, text: `secret note ${n}` })
    /** What nobody else may change. */
    const look = async () => {
      const {
        lastContactAt: _,
        identifiers,
        ...fields
      } = await agent.call(customers.getCustomer, { id })
      const verified = identifiers.filter(({ trust }) => trust === 'verified')
      return { ...fields, verified: verified.map(({ value }) => value).sort() }
    }
    return { n, id, address, userId, conversationId: asked.id, look, before: await look() }
  }

  return {
    server,
    agent,
    smtp,
    site,
    mail,
    visit,
    reply,
    makeVictim,
    threadOf: async (id: string, channel: string) => {
      const { threads } = await agent.call(conversations.getConversation, { id })
      return threads.find((thread) => thread.channel === channel)!
    },
    /** The code in the newest mail to this address. */
    codeFor: (address: string) =>
      waitFor(`a code for ${address}`, async () => {
        const taken = smtp.mails.findLast(({ to }) => to.includes(address))
        return taken && /\b\d{6}\b/.exec((await readMail(taken.raw)).text)?.[0]
      }),
    stop: async () => {
      await server.stop()
      await smtp.stop()
    },
  }
}
