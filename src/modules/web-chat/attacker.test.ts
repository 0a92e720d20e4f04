import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCaller } from '../../foundation/testing/caller.ts'
import { openStream } from '../../foundation/testing/open-stream.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as conversations from '../conversations/contract.ts'
import { readMail, waitForState, waitForText } from '../conversations/testing.ts'
import * as customers from '../customers/contract.ts'
import { waitUntilFollowed } from '../tracking/testing.ts'
import * as contract from './contract.ts'
import { openShop, read, type Shop, shopSecret, sign, write } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.stop())

test('typing a known address shows the attacker nothing, by list, stream, files or the reply to the victim', async () => {
  const victim = await shop.makeVictim()
  const attacker = await shop.visit()
  await attacker.call(contract.claimEmail, { email: victim.address.toUpperCase(), name: 'Mallory' })
  const stream = await openStream(attacker, contract.streamVisitor.path)
  await write(attacker, 'attacker asks')
  const { id } = await waitForText(shop.agent, victim.address, 'attacker asks')

  // Staff see one customer, and that nobody vouches for the chat.
  const { data: timeline } = await shop.agent.call(customers.listTimeline, { id: victim.id })
  expect(timeline.find(({ text }) => text === 'attacker asks')).toMatchObject({ unverified: true })
  expect(await shop.threadOf(id, 'web-chat')).toMatchObject({ trust: 'claimed' })
  expect(await shop.threadOf(id, 'email')).toMatchObject({ trust: 'verified' })

  await shop.reply(id, 'only for the mail', (await shop.threadOf(id, 'email')).id)
  await shop.agent.call(conversations.addNote, { id, text: 'only for the team' })
  await shop.reply(id, 'only for the chat', (await shop.threadOf(id, 'web-chat')).id)
  await stream.wait('the chat’s answer', (frame) => frame.data.text === 'only for the chat')
  expect(JSON.stringify(stream.frames)).not.toMatch(/secret|only for the (mail|team)|Hanako/)
  stream.close()
  expect(await read(attacker)).toEqual(['attacker asks', 'only for the chat'])

  for (const { raw } of shop.smtp.mails.filter(({ to }) => to.includes(victim.address)))
    expect((await readMail(raw)).text).not.toMatch(/attacker asks|only for the (chat|team)/)
  expect(await victim.look()).toEqual(victim.before)
})

test('a file of the victim cannot be fetched, nor sent along to be fetched afterwards', async () => {
  const victim = await shop.makeVictim()
  const file = await shop.agent.fetch('/api/v1/files?name=invoice.txt&type=text/plain', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: 'invoice 4711',
  })
  const { id: fileId } = (await file.json()) as { id: string }
  const sent = await shop.agent.call(conversations.reply, {
    id: victim.conversationId,
    text: 'your invoice',
    fileIds: [fileId],
  })
  await waitForState(shop.agent, sent.id, 'sent')
  const attacker = await shop.visit()
  await attacker.call(contract.claimEmail, { email: victim.address })
  await write(attacker, 'hello')
  for (const path of [`/widget/v1/files/${fileId}`, `/api/v1/files/${fileId}`])
    expect([401, 403, 404]).toContain((await attacker.fetch(path)).status)
  await expect(write(attacker, 'mine', [fileId])).rejects.toMatchObject({ code: 'file.missing' })
})

test('a code cannot be guessed: five wrong ones and it is void, and no more than a few are sent', async () => {
  const victim = await shop.makeVictim()
  const attacker = await shop.visit()
  await expect(attacker.call(contract.requestProof)).rejects.toMatchObject({
    code: 'proof.no_address',
  })
  await attacker.call(contract.claimEmail, { email: victim.address })
  await write(attacker, 'let me in')
  const unknown = await shop.visit()
  await unknown.call(contract.claimEmail, { email: 'nobody-knows@customer.example' })
  expect(await attacker.call(contract.requestProof)).toEqual(
    await unknown.call(contract.requestProof),
  )
  const code = await shop.codeFor(victim.address)
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  const guesses = await Promise.all(
    Array.from({ length: 9 }, () =>
      attacker.call(contract.confirmProof, { code: wrong }).catch((error) => error.code),
    ),
  )
  expect(guesses.filter((answer) => answer === 'proof.wrong')).toHaveLength(5)
  expect(guesses.filter((answer) => answer === 'proof.expired')).toHaveLength(4)
  await expect(attacker.call(contract.confirmProof, { code })).rejects.toMatchObject({
    code: 'proof.expired',
  })
  // Another visitor's code is of no use either.
  await attacker.call(contract.requestProof)
  const second = await shop.codeFor(victim.address)
  await expect(unknown.call(contract.confirmProof, { code: second })).rejects.toMatchObject({
    code: 'proof.wrong',
  })
  await attacker.call(contract.requestProof)
  await expect(attacker.call(contract.requestProof)).rejects.toMatchObject({
    code: 'proof.too_many',
  })
  expect(await read(attacker)).toEqual(['let me in'])
  expect(await attacker.call(contract.getVisitor)).toMatchObject({ proved: false })
})

test('a token that the shop did not sign, or signed for another time, is refused', async () => {
  const victim = await shop.makeVictim()
  const claims = { sub: victim.userId, email: victim.address }
  const attacker = await shop.visit()
  await write(attacker, 'it is me')
  const soon = Math.floor(Date.now() / 1000) + 300
  const tokens = {
    'another key': await sign(claims, 'another secret of another shop, yes'),
    expired: await sign(claims, shopSecret, '-1m'),
    unsigned: new UnsecuredJWT({ ...claims, exp: soon }).encode(),
    'without an end': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(shopSecret)),
    'without a subject': await sign({ email: victim.address }),
    rubbish: 'rubbish',
    none: '',
  }
  for (const [kind, jwt] of Object.entries(tokens)) {
    const refused = { status: 403, code: 'identify.refused' }
    await expect(attacker.call(contract.identifyVisitor, { jwt }), kind).rejects.toMatchObject(
      refused,
    )
    if (jwt) await expect(shop.visit({ jwt }), kind).rejects.toMatchObject(refused)
  }
  expect(await read(attacker)).toEqual(['it is me'])
  expect(await victim.look()).toEqual(victim.before)
})

test('neither without a key nor with a visitor’s token does the API tell anything', async () => {
  const victim = await shop.makeVictim()
  const attacker = await shop.visit()
  await attacker.call(contract.claimEmail, { email: victim.address })
  await write(attacker, 'open up')
  for (const caller of [createCaller(shop.server.url, {}), attacker])
    for (const path of [
      '/api/v1/customers',
      `/api/v1/customers/${victim.id}`,
      `/api/v1/customers/${victim.id}/timeline`,
      `/api/v1/conversations/${victim.conversationId}/messages`,
      '/api/v1/events',
      '/api/v1/stream',
    ]) {
      const response = await caller.fetch(path)
      expect([401, 403], path).toContain(response.status)
      expect(await response.text()).not.toMatch(/secret|Hanako|victim-\d+@/)
    }
})

test('with the shop’s public write key nobody becomes the victim or changes a field', async () => {
  const victim = await shop.makeVictim()
  const anonymousId = `attacker-device-${victim.n}`
  const traits = { email: victim.address, name: 'Mallory', locale: 'en' }
  await shop.site.send('/v1/identify', { anonymousId, userId: `mallory-${victim.n}`, traits })
  await shop.site.send('/v1/identify', { anonymousId, traits })
  await shop.site.send('/v1/alias', { previousId: victim.userId, userId: `mallory-${victim.n}` })
  await waitUntilFollowed(shop.server)
  const attacker = await shop.visit({ anonymousId })
  await write(attacker, `by device ${victim.n}`)
  expect(await read(attacker)).toEqual([`by device ${victim.n}`])
  const found = await waitFor('the words', async () => {
    const { data } = await shop.agent.call(conversations.listConversations, { status: 'any' })
    return data.find(({ lastMessage }) => lastMessage.text === `by device ${victim.n}`)
  })
  expect((await shop.threadOf(found.id, 'web-chat')).trust).not.toBe('verified')
  expect(await victim.look()).toEqual(victim.before)
})
