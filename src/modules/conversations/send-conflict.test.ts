import { afterAll, beforeAll, expect, test } from 'vitest'
import * as actions from '../actions/contract.ts'
import * as contract from './contract.ts'
import { type MailDesk, startMailDesk } from './testing/mail-desk.ts'
import { messagesOf, waitForText } from './testing.ts'

let desk: MailDesk
beforeAll(async () => {
  desk = await startMailDesk()
})
afterAll(() => desk?.stop())

const lastOf = async (id: string) => (await messagesOf(desk.agent, id)).at(-1)!.id
const reply = (id: string, seen: string | undefined, text = 'my answer') =>
  desk.agent.call(contract.reply, { id, text, ...(seen ? { seen } : {}) })

test('when the customer wrote meanwhile, nothing is sent, and it is said what is new', async () => {
  const { id, from } = await desk.begin()
  const seen = await lastOf(id)
  await desk.arrive({ from, text: 'never mind' })
  await waitForText(desk.agent, from, 'never mind')
  const added = await lastOf(id)
  await expect(reply(id, seen)).rejects.toMatchObject({
    status: 409,
    code: 'conversation.moved',
    facts: { count: 1, messageIds: [added], byCustomer: true },
  })
  expect((await messagesOf(desk.agent, id)).map(({ direction }) => direction)).toEqual(['in', 'in'])
  expect(await reply(id, added)).toMatchObject({ direction: 'out' })
})

test('a colleague’s answer counts, one’s own and the team’s notes do not', async () => {
  const { id } = await desk.begin()
  const seen = await lastOf(id)
  await reply(id, seen, 'first of mine')
  const colleague = await desk.server.as('agent')
  await colleague.call(contract.addNote, { id, text: 'a note' })
  await reply(id, seen, 'second of mine')
  const { id: theirs } = await colleague.call(contract.reply, { id, text: 'theirs' })
  await expect(reply(id, seen)).rejects.toMatchObject({
    code: 'conversation.moved',
    facts: { messageIds: [theirs], byCustomer: false },
  })
  await expect(
    desk.agent.call(actions.runAction, {
      id,
      key: 'send-message',
      settings: { text: 'by action', seen },
    }),
  ).rejects.toMatchObject({ code: 'conversation.moved' })
})

test('of two who answer the same at once, one is asked to look first', async () => {
  const { id } = await desk.begin()
  const seen = await lastOf(id)
  const colleague = await desk.server.as('agent')
  const both = await Promise.allSettled([
    reply(id, seen),
    colleague.call(contract.reply, { id, text: 'theirs', seen }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('without a word of what was seen it is sent as ever', async () => {
  const { id, from } = await desk.begin()
  await desk.arrive({ from, text: 'one more thing' })
  await waitForText(desk.agent, from, 'one more thing')
  expect(await reply(id, undefined)).toMatchObject({ direction: 'out' })
})

test('a message that is not of this conversation was not seen here', async () => {
  const [one, other] = [await desk.begin(), await desk.begin()]
  await expect(reply(one.id, await lastOf(other.id))).rejects.toMatchObject({
    code: 'conversation.moved',
  })
})

test('what was moved here after one looked was not seen, however old it is; what one moved oneself was', async () => {
  const { id, from } = await desk.begin()
  await desk.agent.call(contract.resolve, { id })
  await desk.arrive({ from, text: 'a later matter' })
  const later = await waitForText(desk.agent, from, 'a later matter')
  expect(later.id).not.toBe(id)
  const seen = await lastOf(later.id)
  const [old] = await messagesOf(desk.agent, id)
  const colleague = await desk.server.as('agent')
  const moving = { id, toId: later.id, messageIds: [old!.id] }
  const { moveId } = await colleague.call(contract.move, moving)
  await expect(reply(later.id, seen)).rejects.toMatchObject({
    code: 'conversation.moved',
    facts: { messageIds: [old!.id], byCustomer: true },
  })
  await colleague.call(contract.undoMove, { id: moveId })
  await reply(later.id, seen, 'without it')
  await desk.agent.call(contract.move, moving)
  await reply(later.id, seen, 'with it, as I know')
  // Seen last is what was moved here; from there on all is as ever.
  await reply(later.id, old!.id, 'after it')
})
