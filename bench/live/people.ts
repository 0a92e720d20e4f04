import { randomUUID } from 'node:crypto'
import { type Caller, createCaller } from '../../src/foundation/testing/caller.ts'
import * as connections from '../../src/modules/connections/contract.ts'
import * as members from '../../src/modules/members/contract.ts'
import * as widget from '../../src/modules/web-chat/contract.ts'
import { signIn } from '../server.ts'

/** Headers of members who joined by invitation and are signed in. */
export const hireAgents = async (
  url: string,
  admin: Caller,
  count: number,
  role: 'agent' | 'partner' = 'agent',
) => {
  const hire = async (number: number) => {
    const email = `agent-${number}@example.com`
    const password = randomUUID()
    const { link } = await admin.call(members.inviteMember, { email, role })
    const token = new URL(link).pathname.split('/').at(-1)!
    await createCaller(url, {}).call(members.acceptInvitation, {
      token,
      name: `Agent ${number}`,
      password,
      locale: 'en',
    })
    return (await signIn(url, { email, password })).headers
  }
  const agents: Record<string, string>[] = []
  while (agents.length < count) agents.push(await hire(agents.length))
  return agents
}

/** Headers of visitors of one site, each at an address of its own. */
export const bringVisitors = async (url: string, admin: Caller, count: number) => {
  const { id: connectionId } = await admin.call(connections.createConnection, {
    channel: 'web-chat',
    settings: {},
  })
  const bring = async (number: number) => {
    const address = { 'x-forwarded-for': `198.51.100.${number + 1}` }
    const started = await createCaller(url, address).call(widget.startVisitor, {
      connectionId,
      locale: 'ja',
    })
    return { ...address, authorization: `Bearer ${started.token}` }
  }
  return Promise.all(Array.from({ length: count }, (_, number) => bring(number)))
}
