import { randomUUID } from 'node:crypto'
import { type Caller, createCaller } from '../../src/foundation/testing/caller.ts'
import { waitFor } from '../../src/foundation/testing/wait-for.ts'
import * as connections from '../../src/modules/connections/contract.ts'
import * as conversations from '../../src/modules/conversations/contract.ts'
import * as members from '../../src/modules/members/contract.ts'
import * as widget from '../../src/modules/web-chat/contract.ts'
import { hireAgents } from '../live/people.ts'

export type FormedTeam = { id: string; members: Record<string, string>[] }

/** Teams of outside partners, who see only what their own team handles. */
export const formTeams = async (url: string, admin: Caller, count: number, size: number) => {
  const hired = await hireAgents(url, admin, count * size, 'partner')
  const formed: FormedTeam[] = []
  for (let number = 0; number < count; number++) {
    const mine = hired.slice(number * size, (number + 1) * size)
    const memberIds = await Promise.all(
      mine.map(async (headers) => {
        const { member } = await createCaller(url, headers).call(members.getMe)
        return member.id
      }),
    )
    const { id } = await admin.call(members.createTeam, { name: `Partner ${number}`, memberIds })
    formed.push({ id, members: mine })
  }
  return formed
}

export type Chat = {
  workspaceId: string
  conversationId: string
  threadId: string
  customerId: string
}

/** One running conversation for each team. */
export const openChats = async (url: string, admin: Caller, teams: readonly FormedTeam[]) => {
  const { id: connectionId } = await admin.call(connections.createConnection, {
    channel: 'web-chat',
    settings: {},
  })
  const { workspace } = await admin.call(members.getMe)
  const open = async ({ id: teamId }: FormedTeam, number: number): Promise<Chat> => {
    const address = { 'x-forwarded-for': `203.0.113.${number + 1}` }
    const visitor = createCaller(url, address)
    const { token } = await visitor.call(widget.startVisitor, { connectionId, locale: 'en' })
    const text = `The first words of chat ${number}`
    await createCaller(url, { ...address, authorization: `Bearer ${token}` }).call(
      widget.sendVisitorMessage,
      { text, clientKey: randomUUID() },
    )
    const found = await waitFor('the conversation', async () =>
      (await admin.call(conversations.listConversations, { search: text })).data.at(0),
    )
    await admin.call(conversations.assign, { id: found.id, teamId })
    const one = await admin.call(conversations.getConversation, { id: found.id })
    return {
      workspaceId: workspace.id,
      conversationId: one.id,
      threadId: one.threads[0]!.id,
      customerId: one.customer.id,
    }
  }
  const chats: Chat[] = []
  for (const [number, team] of teams.entries()) chats.push(await open(team, number))
  return chats
}

/** Headers of visitors who only look on, each at an address of their own. */
export const bringIdle = async (url: string, admin: Caller, count: number) => {
  const { id: connectionId } = await admin.call(connections.createConnection, {
    channel: 'web-chat',
    settings: {},
  })
  const bring = async (number: number) => {
    const address = { 'x-forwarded-for': `198.18.${number >> 8}.${number & 255}` }
    const { token } = await createCaller(url, address).call(widget.startVisitor, {
      connectionId,
      locale: 'ja',
    })
    return { ...address, authorization: `Bearer ${token}` }
  }
  const headers: Record<string, string>[] = []
  while (headers.length < count) {
    const next = Array.from({ length: Math.min(20, count - headers.length) }, (_, more) =>
      bring(headers.length + more),
    )
    headers.push(...(await Promise.all(next)))
  }
  return headers
}
