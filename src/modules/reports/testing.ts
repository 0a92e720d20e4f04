import { type Context, inTransaction, systemContext } from '../../foundation/server/context.ts'
import type { Services } from '../../foundation/server/services.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { createConnection } from '../connections/index.ts'
import { addNote, receiveMessage, reply } from '../conversations/index.ts'
import { resolveSender } from '../customers/index.ts'

const settings = {
  'web-chat': {},
  email: {
    address: 'help@shop.example',
    imap: { host: 'mail.example', user: 'help', password: 'secret' },
    smtp: { host: 'mail.example' },
  },
}
type Channel = keyof typeof settings

/** Writes a workspace's past, each thing at its own moment, for reports to count. */
export const startHistory = async (services: Services, workspaceId: string, memberId: string) => {
  const at = (moment: string): Context => ({
    ...systemContext(services, workspaceId, 'history'),
    now: new Date(moment),
  })
  const asMember = (moment: string): Context => ({
    ...at(moment),
    actor: { type: 'member', id: memberId, name: 'Member' },
  })
  const connect = async (channel: Channel) => {
    const input = { channel, settings: settings[channel], rehearsal: true }
    return (await createConnection(at('2026-01-01T00:00:00Z'), input)).id
  }
  const connections = { 'web-chat': await connect('web-chat'), email: await connect('email') }
  return {
    /** A new customer writes for the first time. */
    open: (moment: string, channel: Channel = 'web-chat') =>
      inTransaction(at(moment), async (ctx) => {
        const address = `${newId()}@customer.example`
        const sender = await resolveSender(ctx, { type: 'email', value: address }, 'test')
        return receiveMessage(ctx, {
          ...sender!,
          connectionId: connections[channel],
          channel,
          authorName: '',
          address: { address },
          threadKey: newId(),
          threadRuns: false,
          text: 'Hello',
        })
      }),
    answer: (conversationId: string, moment: string) => send(asMember(moment), conversationId),
    /** What the product itself sends. */
    answerByMachine: (conversationId: string, moment: string) => send(at(moment), conversationId),
    note: (conversationId: string, moment: string) =>
      addNote(asMember(moment), { id: conversationId, text: 'Only for us' }),
  }
}

const send = (ctx: Context, id: string) =>
  reply(ctx, { id, text: 'Answer', cc: [], fileIds: [], resolve: false })
