import type { Caller } from '../../src/foundation/testing/caller.ts'
import * as conversations from '../../src/modules/conversations/contract.ts'

/** The text of every message that a member finds by going through all conversations, page by page. */
export const readEveryMessage = async (caller: Caller): Promise<string[]> => {
  const texts: string[] = []
  let after: string | undefined
  do {
    const page = await caller.call(conversations.listConversations, {
      status: 'any',
      limit: 100,
      ...(after ? { after } : {}),
    })
    for (const { id } of page.data) texts.push(...(await readThread(caller, id)))
    after = page.next ?? undefined
  } while (after)
  return texts
}

const readThread = async (caller: Caller, id: string) => {
  const texts: string[] = []
  let before: string | undefined
  do {
    const page = await caller.call(conversations.listMessages, {
      id,
      limit: 200,
      ...(before ? { before } : {}),
    })
    texts.push(...page.data.map(({ text }) => text.split('\n')[0]!))
    before = page.previous ?? undefined
  } while (before)
  return texts
}
