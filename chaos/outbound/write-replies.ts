import { setTimeout as delay } from 'node:timers/promises'
import * as contract from '../../src/modules/conversations/contract.ts'
import type { Random } from '../random.ts'
import type { Victim } from '../server.ts'
import { type createFaults, createPost, insist } from '../traffic/post.ts'

export type Reply = {
  text: string
  marketing: boolean
  /** Taken back, as the server confirmed. */
  withdrawn: boolean
}

const marketingShare = 0.3
const withdrawnShare = 0.1

/** Replies to conversations at random, as browsers send them: repeated until taken; some are taken back at once. */
export const writeReplies = async (
  { url }: Victim,
  headers: Record<string, string>,
  { ids, purposeId }: { ids: readonly string[]; purposeId: string },
  count: number,
  random: Random,
  faults: ReturnType<typeof createFaults>,
): Promise<Reply[]> => {
  const post = createPost(1)
  const replies: Reply[] = []
  for (let number = 0; number < count; number++) {
    const text = `reply number ${number} end`
    const marketing = random.chance(marketingShare)
    const path = contract.reply.path.replace(':id', random.pick(ids))
    const purpose = marketing ? { purposeId } : {}
    const body = JSON.stringify({ text, marketing, ...purpose, clientKey: `reply-${number}` })
    const answer = await insist(
      () => post(url + path, body, headers),
      faults,
      () => 200,
    )
    const withdrawn =
      random.chance(withdrawnShare) && (await withdraw(url, headers, JSON.parse(answer.body).id))
    replies.push({ text, marketing, withdrawn })
    await delay(random.between(0, 600))
  }
  return replies
}

/** True only when the server said so; an answer that got lost is asked for again. */
const withdraw = async (url: string, headers: Record<string, string>, id: string) => {
  const post = createPost(1)
  const path = contract.withdrawMessage.path.replace(':id', id)
  let asked = 0
  for (;;) {
    const answer = await post(url + path, '{}', headers).catch(() => undefined)
    asked += 1
    if (answer && answer.status < 300) return true
    if (answer?.status === 409) return false
    // The first answer may have been lost on its way: gone is taken back.
    if (answer?.status === 404 && asked > 1) return true
    await delay(200)
  }
}
