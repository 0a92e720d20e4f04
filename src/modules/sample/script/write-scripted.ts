import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { defineJob, enqueue } from '../../../foundation/server/jobs/jobs.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { readContent, type Script, type ScriptName } from '../content.ts'
import { receiveChat, receiveMail, startSampleVisitor } from '../fill/say.ts'
import { keepPart, listParts, lockPart } from '../keep-parts.ts'

type Payload = {
  script: ScriptName
  /** The line to say; the first one begins a conversation. */
  turn: number
  threadId?: string
}

const firstSeconds = { chat: 4, mail: 25 }
const answerSeconds = { chat: 4, mail: 7 }

/** A customer who writes by a script: something is happening, and an answer is answered. */
export const writeScripted = defineJob<Payload>({
  name: 'sample-customer-writes',
  run: async ({ workspaceId, script, turn, threadId }, { services }) => {
    const ctx = systemContext(services, workspaceId, 'sample')
    await inTransaction(ctx, (ctx) => (threadId ? goOn(ctx, threadId, turn) : begin(ctx, script)))
  },
})

const linesOf = async (ctx: Context, script: ScriptName): Promise<Script> => {
  const { locale } = await getWorkspace(ctx)
  return readContent().scripts[script][locale]
}

export const enqueueFirst = async (ctx: Context) => {
  for (const script of ['chat', 'mail'] as const)
    await enqueue(
      ctx,
      writeScripted,
      { script, turn: 0 },
      { key: `sample:${ctx.workspaceId}:${script}`, runAt: later(firstSeconds[script]) },
    )
}

/** Asked again meanwhile, they answer once, to the last. */
export const enqueueAnswer = (ctx: Context, payload: Payload & { threadId: string }) =>
  enqueue(ctx, writeScripted, payload, {
    key: `sample:${payload.threadId}`,
    runAt: later(answerSeconds[payload.script]),
  })

const later = (seconds: number) => new Date(Date.now() + seconds * 1000)

const begin = async (ctx: Context, script: ScriptName) => {
  // Gone when the sample is; and a repeat of this job finds what the first one began.
  if (!(await lockPart(ctx, 'added', ctx.workspaceId))) return
  const begun = await listParts(ctx, 'script')
  if (begun.some(({ facts }) => facts.script === script)) return
  const { locale } = await getWorkspace(ctx)
  const { name, email, subject = '', says } = await linesOf(ctx, script)
  const connectionId = await findConnection(ctx, script === 'chat' ? 'web-chat' : 'email')
  if (!connectionId) return
  if (script === 'chat') {
    const visitorId = await startSampleVisitor(ctx, { connectionId, locale, name, email })
    const { threadId } = await receiveChat(ctx, visitorId, says[0]!)
    return keepPart(ctx, 'script', threadId, { script, visitorId })
  }
  const from = { name, email }
  const mail = { connectionId, from, subject, text: says[0]!, references: [] }
  const { threadId } = await receiveMail(ctx, mail)
  return keepPart(ctx, 'script', threadId, { script, connectionId })
}

const goOn = async (ctx: Context, threadId: string, turn: number) => {
  const part = await lockPart(ctx, 'script', threadId)
  if (!part || (await countSaid(ctx, threadId)) !== turn) return
  const { script, visitorId, connectionId } = part.facts as Record<string, string>
  const { name, email, subject = '', says } = await linesOf(ctx, script as ScriptName)
  const text = says[turn]
  if (text === undefined) return
  if (script === 'chat') await receiveChat(ctx, visitorId!, text)
  else {
    const from = { name, email }
    const references = await listMails(ctx, threadId)
    await receiveMail(ctx, { connectionId: connectionId!, from, subject, text, references })
  }
}

/** How much of a script has been said in its thread. */
export const countSaid = async (ctx: Context, threadId: string) => {
  const { count } = await ctx.db
    .selectFrom('message')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', ctx.workspaceId)
    .where('thread_id', '=', threadId)
    .where('direction', '=', 'in')
    .executeTakeFirstOrThrow()
  return count
}

const listMails = async (ctx: Context, threadId: string) => {
  const rows = await ctx.db
    .selectFrom('message')
    .select('provider_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('thread_id', '=', threadId)
    .where('provider_id', 'is not', null)
    .orderBy('created_at', 'desc')
    .limit(20)
    .execute()
  return rows.map((row) => row.provider_id!)
}

const findConnection = async (ctx: Context, channel: string) => {
  const ids = (await listParts(ctx, 'connection')).map((part) => part.id)
  const row = await ctx.db
    .selectFrom('connection')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', 'in', ids)
    .where('channel', '=', channel)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}
