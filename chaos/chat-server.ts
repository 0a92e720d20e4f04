import { makeFolder, signIn } from '../bench/server.ts'
import * as connections from '../src/modules/connections/contract.ts'
import { openVictim } from './server.ts'

/** A server that runs, whoever administers it, and a chat to write to. */
export const openChatServer = async () => {
  const victim = await openVictim(makeFolder())
  victim.start()
  await victim.ready()
  const admin = await signIn(victim.url)
  const { id: connectionId } = await admin.call(connections.createConnection, {
    channel: 'web-chat',
    settings: {},
  })
  return { victim, admin, connectionId }
}
