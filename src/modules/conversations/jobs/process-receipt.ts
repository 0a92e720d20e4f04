import type { ParsedMessage } from '../../../channels/channel.ts'
import { type Context, inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { defineJob } from '../../../foundation/server/jobs/jobs.ts'
import {
  findOpenReceipt,
  openConnection,
  type Settled,
  sendTools,
  settleReceipt,
} from '../../connections/index.ts'
import { resolveSender } from '../../customers/index.ts'
import { storeFile } from '../../files/index.ts'
import { receiveMessage } from '../commands/receive-message.ts'

const parseMs = 60_000

/** Turns stored raw input into a message. What no retry will make readable goes to quarantine, with the reason. */
export const processReceipt = defineJob<{ receiptId: string }>({
  name: 'process-receipt',
  run: async ({ workspaceId, receiptId }, { services, attempt, maxAttempts }) => {
    const ctx = systemContext(services, workspaceId, 'process-receipt')
    const receipt = await findOpenReceipt(ctx, receiptId)
    if (!receipt) return
    const subject = { id: receipt.id, connectionId: receipt.connection_id }
    try {
      const { row, channel, settings } = await openConnection(ctx, receipt.connection_id, true)
      const parsed = await within(
        parseMs,
        channel.parse(await services.files.read(receipt.sha256), settings),
      )
      if (parsed.kind === 'ignored')
        return await settleNow(ctx, subject, { state: 'ignored', code: parsed.reason })
      if (parsed.own && (await isOurs(ctx, parsed.providerId)))
        return await settleNow(ctx, subject, { state: 'ignored', code: 'own' })
      await takeIn(ctx, { ...subject, channel: row.channel }, parsed)
    } catch (error) {
      const { name, code, detail } = error as Error & { code?: string; detail?: string }
      if (name !== 'ParseError' && attempt < maxAttempts) throw error
      const failure =
        name === 'ParseError' ? { code: code ?? 'parse.failed', detail } : { code: 'parse.failed' }
      services.log.warn({ receipt: receiptId, code: failure.code }, 'input went to quarantine')
      await settleNow(ctx, subject, { state: 'quarantined', ...failure })
    }
  },
})

const within = <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          Object.assign(new Error('parsing took too long'), {
            name: 'ParseError',
            code: 'parse.too_slow',
          }),
        ),
      ms,
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

type Subject = { id: string; connectionId: string }

const settleNow = (ctx: Context, receipt: Subject, settled: Settled) =>
  inTransaction(ctx, (ctx) => settleReceipt(ctx, receipt, settled))

const takeIn = (ctx: Context, receipt: Subject & { channel: string }, parsed: ParsedMessage) =>
  inTransaction(ctx, async (ctx) => {
    if (await isRepeat(ctx, receipt.connectionId, parsed)) {
      return settleReceipt(ctx, receipt, { state: 'duplicate', code: 'message.repeat' })
    }
    const files = []
    for (const { contentId, inline, ...attachment } of parsed.attachments) {
      const stored = await storeFile(ctx, attachment)
      files.push({ fileId: stored.id, inline, contentId })
    }
    // Last, because who is who is decided one at a time for the whole workspace.
    const sender = await resolveSender(ctx, parsed.from, 'mail-received')
    if (!sender) {
      return settleReceipt(ctx, receipt, { state: 'quarantined', code: 'message.no_sender' })
    }
    const { messageId } = await receiveMessage(ctx, {
      ...parsed,
      connectionId: receipt.connectionId,
      channel: receipt.channel,
      customerId: sender.customerId,
      identifierId: sender.identifierId,
      authorName: parsed.from.name ?? '',
      address: {
        address: parsed.from.value,
        ...(parsed.from.name ? { name: parsed.from.name } : {}),
      },
      threadKey: parsed.providerId,
      threadRuns: false,
      receiptId: receipt.id,
      files,
    })
    await settleReceipt(ctx, receipt, { state: 'parsed', messageId })
  })

/** It says that it is ours; the signature in its id, or what we sent, tells. */
const isOurs = async (ctx: Context, providerId: string) => {
  const [, id, signature] = /^<([\w-]{1,64})\.([\w-]{16})@/.exec(providerId) ?? []
  const { sign } = sendTools(ctx.services, ctx.workspaceId, new AbortController().signal)
  if (id && sign(id).slice(0, 16) === signature) return true
  const sent = await ctx.db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('provider_id', '=', providerId)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  return sent !== undefined
}

/** The same message by another way (a list and directly). A reused id on other words is another message. */
const isRepeat = async (ctx: Context, connectionId: string, parsed: ParsedMessage) => {
  const same = await ctx.db
    .selectFrom('message')
    .innerJoin('thread', (join) =>
      join
        .onRef('thread.workspace_id', '=', 'message.workspace_id')
        .onRef('thread.id', '=', 'message.thread_id'),
    )
    .select('message.id')
    .where('message.workspace_id', '=', ctx.workspaceId)
    .where('message.provider_id', '=', parsed.providerId)
    .where('thread.connection_id', '=', connectionId)
    .where('message.direction', '=', 'in')
    .where('message.subject', '=', parsed.subject)
    .where('message.text', '=', parsed.text)
    .limit(1)
    .executeTakeFirst()
  return same !== undefined
}
