import { sql } from 'kysely'
import type { ParsedMessage } from '../../../channels/channel.ts'
import type { Context } from '../../../foundation/server/context.ts'
import type { OpenReceipt, Settled } from '../../connections/index.ts'
import { type findKnownSenders, resolveSender } from '../../customers/index.ts'
import { forgetUnusedFiles, storeFiles } from '../../files/index.ts'
import { placeMessage } from '../commands/receive-message.ts'
import { takeBounce } from '../commands/take-bounce.ts'
import { factsOf } from '../mail-facts.ts'

type Connection = { row: { channel: string } }
/** What is known of all that are taken in together. */
type Known = {
  isFirstOfId: boolean
  sender: Awaited<ReturnType<typeof findKnownSenders>>
}
type Taken = { settled: Settled; heard?: { customerId: string; at: Date } }
type Stored = { fileId: string; inline: boolean; contentId?: string | undefined }[]

export const storeMessageFiles = async (ctx: Context, parsed: ParsedMessage): Promise<Stored> => {
  const files = await storeFiles(ctx, parsed.attachments, { scan: true })
  return parsed.attachments.map(({ inline, contentId }, index) => ({
    fileId: files[index]!.id,
    inline,
    contentId,
  }))
}

/** Provider ids that messages from customers have already, of these. */
export const findKnownIds = async (ctx: Context, ids: readonly string[]): Promise<Set<string>> => {
  const rows = await ctx.db
    .selectFrom('message')
    .select('provider_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where(sql<boolean>`provider_id = any(${[...ids]}::text[])`)
    .where('direction', '=', 'in')
    .execute()
  return new Set(rows.flatMap((row) => row.provider_id ?? []))
}

/** One parsed input to one message, in the caller's transaction; how its receipt is to be settled, and who was heard from. */
export const takeIn = async (
  ctx: Context,
  { row }: Connection,
  receipt: OpenReceipt,
  parsed: ParsedMessage,
  files: Stored,
  known: Known,
): Promise<Taken> => {
  const leave = async (settled: Settled) => {
    if (files.length > 0)
      await forgetUnusedFiles(
        ctx,
        files.map((file) => file.fileId),
      )
    return { settled }
  }
  if (!known.isFirstOfId && (await isRepeat(ctx, receipt.connectionId, parsed)))
    return leave({ state: 'duplicate', code: 'message.repeat' })
  const subject = { id: receipt.id, connectionId: receipt.connectionId, channel: row.channel }
  const bounced = await takeBounce(ctx, subject, parsed, files)
  if (bounced) return { settled: { state: 'parsed', messageId: bounced } }
  const { from, forwardedBy } = await whoWrote(ctx, parsed)
  const sender = known.sender(from) ?? (await resolveSender(ctx, from, 'mail-received'))
  if (!sender) return leave({ state: 'quarantined', code: 'message.no_sender' })
  const { messageId, customerId } = await placeMessage(ctx, {
    ...parsed,
    connectionId: receipt.connectionId,
    channel: row.channel,
    customerId: sender.customerId,
    identifierId: sender.identifierId,
    authorName: from.name ?? '',
    address: { address: from.value, ...(from.name ? { name: from.name } : {}) },
    threadKey: parsed.providerId,
    threadRuns: false,
    // What a colleague passes on is a matter of its own, whatever it quotes.
    alone: forwardedBy !== undefined,
    mayLoop: true,
    isFirstOfId: known.isFirstOfId,
    receiptId: receipt.id,
    facts: factsOf(parsed, forwardedBy),
    files,
  })
  return { settled: { state: 'parsed', messageId }, heard: { customerId, at: ctx.now } }
}

/** The customer; of a mail that a member forwards, the one whose words it holds. */
const whoWrote = async (ctx: Context, parsed: ParsedMessage) => {
  const { forwarded, from } = parsed
  if (!forwarded || from.type !== 'email') return { from, forwardedBy: undefined }
  const member = await ctx.db
    .selectFrom('member')
    .select('name')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('email', '=', from.value)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!member) return { from, forwardedBy: undefined }
  const { address, name } = forwarded
  return {
    from: { type: 'email', value: address, name },
    forwardedBy: { address: from.value, name: member.name },
  }
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
