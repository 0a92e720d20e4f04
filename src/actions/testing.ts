import { createCaller } from '../foundation/testing/caller.ts'
import { startTestServer } from '../foundation/testing/start-test-server.ts'
import * as connections from '../modules/connections/contract.ts'
import * as conversations from '../modules/conversations/contract.ts'
import * as widget from '../modules/web-chat/contract.ts'

/** A server with one web chat, and a way to have a new visitor open a conversation in it. */
export const startActions = async () => {
  const server = await startTestServer()
  const agent = await server.as('agent')
  const { id: connectionId } = await server.admin.call(connections.createConnection, {
    channel: 'web-chat',
    settings: {},
  })
  const openConversation = async () => {
    const started = await createCaller(server.url, {}).call(widget.startVisitor, {
      connectionId,
      locale: 'ja',
    })
    const visitor = createCaller(server.url, { authorization: `Bearer ${started.token}` })
    await visitor.call(widget.sendVisitorMessage, { text: 'hello', clientKey: started.visitor.id })
    const { data } = await agent.call(conversations.listConversations, { status: 'any' })
    return { id: data[0]!.id, visitor }
  }
  return { server, agent, openConversation }
}
