import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStream } from '../../foundation/testing/open-stream.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as conversations from '../conversations/contract.ts'
import { messagesOf } from '../conversations/testing.ts'
import * as customers from '../customers/contract.ts'
import { waitUntilFollowed } from '../tracking/testing.ts'
import * as contract from './contract.ts'
import { openShop, read, type Shop, sign, write } from './testing.ts'

let shop: Shop
let people = 0
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.stop())

test('who proves an address of their own after naming the victim’s does not become the victim', async () => {
  const victim = await shop.makeVictim()
  const own = `mallory-${victim.n}@evil.example`
  const attacker = await shop.visit()
  await attacker.call(contract.claimEmail, { email: victim.address, name: 'Hanako' })
  await write(attacker, 'first I am her')
  await attacker.call(contract.claimEmail, { email: own })
  await write(attacker, 'then I am me')
  await attacker.call(contract.requestProof)
  const proved = await attacker.call(contract.confirmProof, { code: await shop.codeFor(own) })
  expect(proved.proved).toBe(true)
  expect(await read(attacker)).toEqual(['first I am her', 'then I am me'])
  expect(await victim.look()).toEqual(victim.before)
  const theirs = await shop.mail({ from: own, text: `mail of ${own}` })
  expect(theirs.customer.id).not.toBe(victim.id)
  expect(theirs.id).not.toBe(victim.conversationId)
  // The chat that staff saw in her conversation is split off from it.
  await waitFor('the split', async () => !(await shop.threadOf(victim.conversationId, 'web-chat')))
  const { identifiers } = await shop.agent.call(customers.getCustomer, { id: theirs.customer.id })
  expect(identifiers.map(({ type, trust }) => `${trust} ${type}`).sort()).toEqual([
    'verified email',
    'verified visitor',
  ])
})

test('an address that was only claimed beside the victim’s is not hers when it writes', async () => {
  const victim = await shop.makeVictim()
  const own = `beside-${victim.n}@evil.example`
  await shop.site.send('/v1/identify', { userId: victim.userId, traits: { email: own } })
  await waitUntilFollowed(shop.server)
  const attacker = await shop.visit()
  await attacker.call(contract.claimEmail, { email: victim.address })
  await write(attacker, 'her words')
  await attacker.call(contract.claimEmail, { email: own })
  const theirs = await shop.mail({
    from: own,
    text: `mail of ${own}`,
    answers: '<victim@x.example>',
  })
  expect(theirs.customer.id).not.toBe(victim.id)
  expect(await victim.look()).toEqual(victim.before)
})

test('a signed-in customer of the shop who tracked the victim’s address does not become the victim', async () => {
  const victim = await shop.makeVictim()
  const userId = `member-${victim.n}`
  await shop.site.send('/v1/identify', { userId, traits: { email: victim.address } })
  await waitUntilFollowed(shop.server)
  const attacker = await shop.visit({ jwt: await sign({ sub: userId, name: 'Mallory' }) })
  expect(attacker.visitor.proved).toBe(true)
  await write(attacker, `signed in ${victim.n}`)
  expect(await read(attacker)).toEqual([`signed in ${victim.n}`])
  expect(await victim.look()).toEqual(victim.before)
  const { data } = await shop.agent.call(conversations.listConversations, { status: 'any' })
  const found = data.find(({ lastMessage }) => lastMessage.text === `signed in ${victim.n}`)
  expect((await shop.threadOf(found!.id, 'web-chat')).trust).toBe(
    found!.customer.id === victim.id ? 'claimed' : 'verified',
  )
})

test('the person themselves proves the address by the code, and then sees their mail in the widget', async () => {
  const victim = await shop.makeVictim()
  const stranger = await shop.visit()
  await stranger.call(contract.claimEmail, { email: victim.address })
  await write(stranger, 'I only say so')
  const visitor = await shop.visit()
  await visitor.call(contract.claimEmail, { email: victim.address })
  await write(visitor, 'it is really me')
  await visitor.call(contract.requestProof)
  const code = await shop.codeFor(victim.address)
  const proved = await visitor.call(contract.confirmProof, { code })
  expect(proved).toMatchObject({ proved: true, claimedEmail: victim.address })
  expect(await read(visitor)).toEqual([
    `my secret order ${victim.n}`,
    `secret answer ${victim.n}`,
    'it is really me',
  ])
  const stream = await openStream(visitor, contract.streamVisitor.path)
  const { id, threadId } = (await messagesOf(shop.agent, victim.conversationId)).map((one) => ({
    id: one.conversationId,
    threadId: one.threadId,
  }))[0]!
  await shop.reply(id, 'by mail, seen in both', threadId!)
  await stream.wait('the mail’s answer', (frame) => frame.data.text === 'by mail, seen in both')
  // A wholly new thread, and one that staff begin, without a reload.
  await shop.mail({ from: victim.address, text: 'another matter', id: '<other@customer.example>' })
  await stream.wait('the new mail', (frame) => frame.data.text === 'another matter')
  const mailbox = (await shop.agent.call(conversations.getConversation, { id })).threads.find(
    ({ channel }) => channel === 'email',
  )!
  await shop.agent.call(conversations.reply, {
    id,
    text: 'a word of our own accord',
    connectionId: mailbox.connectionId,
    to: victim.address,
  })
  await stream.wait('it', (frame) => frame.data.text === 'a word of our own accord')
  stream.close()
  expect(await read(stranger)).toEqual(['I only say so'])
  expect(await victim.look()).toMatchObject({ ...victim.before, verified: expect.anything() })
  await expect(visitor.call(contract.confirmProof, { code })).rejects.toMatchObject({
    code: 'proof.expired',
  })
})

test('whom the shop vouches for is that person on every device of theirs', async () => {
  const userId = `honest-${++people}`
  const claims = { sub: userId, email: `${userId}@customer.example`, name: 'Honest' }
  const phone = await shop.visit()
  await write(phone, 'from the phone')
  await phone.call(contract.identifyVisitor, { jwt: await sign(claims) })
  const laptop = await shop.visit({ jwt: await sign(claims) })
  expect(laptop.visitor.proved).toBe(true)
  await write(laptop, 'from the laptop')
  expect(await read(laptop)).toEqual(['from the phone', 'from the laptop'])
  const { data } = await shop.agent.call(customers.listCustomers, { identifier: userId })
  expect(data).toHaveLength(1)
  const { identifiers } = await shop.agent.call(customers.getCustomer, { id: data[0]!.id })
  expect(identifiers.find(({ type }) => type === 'email')).toMatchObject({
    value: `${userId}@customer.example`,
    trust: 'verified',
  })
})

test('a device that was proved before hears of the next one at once, and reads what was said there', async () => {
  const claims = { sub: `two-devices-${++people}` }
  const phone = await shop.visit({ jwt: await sign(claims) })
  await write(phone, 'on the phone')
  const stream = await openStream(phone, contract.streamVisitor.path)
  await stream.wait('the begin', () => true)
  const laptop = await shop.visit()
  await write(laptop, 'on the laptop, nobody yet')
  await laptop.call(contract.identifyVisitor, { jwt: await sign(claims) })
  await stream.wait('to be read afresh', (frame) => frame.event === 'reset')
  expect(await read(phone)).toEqual(['on the phone', 'on the laptop, nobody yet'])
  const next = await openStream(phone, contract.streamVisitor.path, stream.lastId())
  await write(laptop, 'still on the laptop')
  await next.wait('the words', (frame) => frame.data.text === 'still on the laptop')
  // A third one writes its first words after its proof.
  const tablet = await shop.visit({ jwt: await sign(claims) })
  await next.wait('to be read afresh', (frame) => frame.event === 'reset')
  const last = await openStream(phone, contract.streamVisitor.path, next.lastId())
  await write(tablet, 'first words on the tablet')
  await last.wait('the words', (frame) => frame.data.text === 'first words on the tablet')
  last.close()
})

test('who types their address on a tablet that somebody else is signed in on becomes nobody else', async () => {
  const n = ++people
  const [wife, husband] = [`wife-${n}`, `husband-${n}@family.example`]
  const anonymousId = `tablet-${n}`
  await shop.site.send('/v1/identify', {
    userId: wife,
    anonymousId,
    traits: { email: `${wife}@family.example` },
  })
  await waitUntilFollowed(shop.server)
  const his = (await shop.mail({ from: husband, text: `of the husband ${n}` })).customer.id
  const chat = await shop.visit({ anonymousId })
  await write(chat, 'whose words are these')
  await chat.call(contract.claimEmail, { email: husband })
  const whose = async (identifier: string) =>
    (await shop.agent.call(customers.listCustomers, { identifier })).data.map(({ id }) => id)
  expect(await whose(husband)).toEqual([his])
  expect(await whose(wife)).not.toEqual([his])
  expect(await whose(chat.visitor.id)).toEqual([his])
})

test('two accounts that the shop vouches for on one tablet, or with one address, stay two', async () => {
  const n = ++people
  const [wife, husband, child] = [`w-${n}`, `h-${n}`, `c-${n}`]
  const email = `home-${n}@family.example`
  const whose = async (identifier: string) =>
    (await shop.agent.call(customers.listCustomers, { identifier })).data[0]!.id
  const chat = await shop.visit({ jwt: await sign({ sub: wife, email }) })
  await write(chat, 'hers')
  await chat.call(contract.identifyVisitor, { jwt: await sign({ sub: husband }) })
  await shop.visit({ jwt: await sign({ sub: child, email }) })
  const all = [await whose(wife), await whose(husband), await whose(child)]
  expect(new Set(all).size).toBe(3)
  expect(await whose(email)).toBe(all[0])
})
