import type { Reader } from '../../../foundation/server/events/reader.ts'
import { readContent, type ScriptName } from '../content.ts'
import { countSaid, enqueueAnswer } from './write-scripted.ts'

/** A scripted customer answers what staff write to them, as long as the script goes. */
export const answerReply: Reader = {
  name: 'sample-answer-reply',
  kinds: ['message.sent'],
  react: async (ctx, { threadId }) => {
    if (!threadId) return
    const part = await ctx.db
      .selectFrom('sample_part')
      .select('facts')
      .where('workspace_id', '=', ctx.workspaceId)
      .where('kind', '=', 'script')
      .where('id', '=', threadId)
      .executeTakeFirst()
    if (!part) return
    const script = (part.facts as { script: ScriptName }).script
    const turn = await countSaid(ctx, threadId)
    if (turn < readContent().scripts[script].ja.says.length)
      await enqueueAnswer(ctx, { script, turn, threadId })
  },
}
