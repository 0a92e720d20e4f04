import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as conversations from '../conversations/contract.ts'
import { conversationsOf, messagesOf } from '../conversations/testing.ts'
import * as customers from '../customers/contract.ts'
import * as contract from './contract.ts'
import { openShop, read, type Shop, sign, write } from './testing.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.stop())

const lastContact = async (id: string) =>
  (await shop.agent.call(customers.getCustomer, { id })).lastContactAt

const textsOf = async (id: string) => (await messagesOf(shop.agent, id)).map(({ text }) => text)

/** A visitor who said to be the victim, wrote into her conversation, and proves to be somebody else. */
const prove = async () => {
  const victim = await shop.makeVictim()
  const own = `other-${victim.n}@evil.example`
  const before = await lastContact(victim.id)
  const visitor = await shop.visit()
  await visitor.call(contract.claimEmail, { email: victim.address })
  await write(visitor, 'said to be her')
  expect(await textsOf(victim.conversationId)).toContain('said to be her')
  expect(await lastContact(victim.id)).not.toBe(before)
  await visitor.call(contract.claimEmail, { email: own })
  await visitor.call(contract.requestProof)
  await visitor.call(contract.confirmProof, { code: await shop.codeFor(own) })
  const split = await waitFor('a conversation of its own', async () => {
    const found = (await conversationsOf(shop.agent, own))[0]
    return found && found.id !== victim.conversationId && found
  })
  return { victim, before, visitor, split }
}

test('a chat that joined by a claim gets a conversation of its own once its visitor proves to be somebody else', async () => {
  const { victim, before, visitor, split } = await prove()
  expect(await textsOf(victim.conversationId)).not.toContain('said to be her')
  expect(await textsOf(split.id)).toContain('said to be her')
  const whole = await shop.agent.call(conversations.getConversation, { id: split.id })
  expect(whole.follows?.id).toBe(victim.conversationId)
  expect(whole.threads.map(({ trust }) => trust)).toEqual(['verified'])
  for (const id of [victim.conversationId, split.id]) {
    const notes = (await messagesOf(shop.agent, id)).filter((one) => one.joinReason === 'split')
    expect(notes).toMatchObject([{ kind: 'note', author: { type: 'system' } }])
    expect(notes[0]!.text).toContain(`→ #${split.number}`)
  }
  // She was last heard from when she wrote herself.
  expect(await lastContact(victim.id)).toBe(before)
  await write(visitor, 'and more')
  expect(await textsOf(split.id)).toContain('and more')
  expect(await read(visitor)).toEqual(['said to be her', 'and more'])
  expect(await victim.look()).toEqual(victim.before)
})

test('splitting off is one act with undo, and is not made again', async () => {
  const { victim, visitor, split } = await prove()
  const note = (await messagesOf(shop.agent, victim.conversationId)).find(
    (one) => one.joinReason === 'split',
  )!
  const back = await shop.agent.call(conversations.undoMove, { id: note.clientKey! })
  expect(back.id).toBe(victim.conversationId)
  const texts = await textsOf(victim.conversationId)
  expect(texts).toContain('said to be her')
  expect(texts.join()).not.toContain('→')
  expect(await textsOf(split.id)).toEqual([])
  const { data } = await shop.agent.call(conversations.listConversations, { status: 'any' })
  expect(data.map(({ id }) => id)).not.toContain(split.id)
  expect(await shop.threadOf(victim.conversationId, 'web-chat')).toMatchObject({ trust: 'claimed' })
  // A proof to be a third one moves identifiers again, and leaves the thread where staff put it.
  const third = `third-${victim.n}@customer.example`
  const { customer } = await shop.mail({ from: third, text: `of the third ${victim.n}` })
  const jwt = await sign({ sub: `third-${victim.n}`, email: third })
  await visitor.call(contract.identifyVisitor, { jwt })
  await waitFor('the visitor to be the third', async () => {
    const { identifiers } = await shop.agent.call(customers.getCustomer, { id: customer.id })
    return identifiers.some(({ type }) => type === 'visitor')
  })
  await waitFor('conversations to follow', async () => {
    const { rows } =
      await sql`select 1 from event e join reader r on r.name = 'conversations-follow-customer'
      where e.kind = 'identifier.linked' and (e.tx, e.number) > (r.tx, r.number)`.execute(
        shop.server.services.db,
      )
    return rows.length === 0
  })
  expect(await textsOf(victim.conversationId)).toContain('said to be her')
  await expect(
    shop.agent.call(conversations.undoMove, { id: note.clientKey! }),
  ).rejects.toMatchObject({ code: 'move.undone' })
})
