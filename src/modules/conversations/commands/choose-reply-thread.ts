import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { requireConnection } from '../../connections/index.ts'
import { findIdentifier } from '../../customers/index.ts'
import type * as contract from '../contract.ts'
import type { ConversationRow } from '../conversation-rows.ts'
import { replyAddress } from '../reply-address.ts'

export type ReplyThread = {
  id: string
  channel: string
  connectionId: string
  /** Reaches nobody: committed counts as delivered. */
  rehearsal: boolean
  subject: string
  to: { address: string; name?: string }[]
  /** Begun here: the identifier whose thread it is. */
  threadOf?: string
}

type Input = Omit<z.output<typeof contract.reply.input>, 'marketing'>

/** The thread named, else where the customer last wrote; or a new mail thread to an address of theirs. */
export const chooseReplyThread = async (
  ctx: Context,
  conversation: ConversationRow,
  input: Input,
): Promise<ReplyThread> => {
  // A copy to an address of one's choice would carry the customer's along.
  if (!ctx.sight.contact && (input.cc.length > 0 || input.to))
    throw new AppError('forbidden', 'auth.forbidden', { permission: 'customer.contact' })
  if (input.connectionId && input.to)
    return startMailThread(ctx, conversation, input.connectionId, input.to, input.subject)
  const wanted = input.threadId ?? conversation.reply_thread_id
  const { rows } = await sql<ThreadRow>`
    select t.id, t.channel, t.connection_id, t.subject, n.rehearsal, i.type, i.shown, p.name,
      (select m.from_address from message m where m.workspace_id = t.workspace_id and m.thread_id = t.id
        and m.direction = 'in' and m.author_type = 'customer' order by m.created_at desc limit 1) as last_from,
      ${replyAddress} as reply_address
    from thread t
    join connection n on n.workspace_id = t.workspace_id and n.id = t.connection_id
    join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
    left join customer p on p.workspace_id = i.workspace_id and p.id = i.customer_id
    where t.workspace_id = ${ctx.workspaceId} and t.conversation_id = ${conversation.id}
    order by (t.id = ${wanted ?? null}) desc nulls last, t.created_at desc limit 1`.execute(ctx.db)
  const row = rows[0]
  if (!row || (input.threadId && row.id !== input.threadId))
    throw new AppError('invalid', 'thread.not_here')
  const subject =
    input.subject ??
    (row.subject && !/^re:/i.test(row.subject) ? `Re: ${row.subject}` : row.subject)
  // The address pinned to this thread, whatever else is known of the customer, or where that very person wants answers.
  const to =
    row.type === 'visitor'
      ? []
      : [
          {
            address: row.reply_address ?? row.shown,
            ...(row.last_from?.name ? { name: row.last_from.name } : {}),
          },
        ]
  const { id, channel, rehearsal } = row
  return { id, channel, connectionId: row.connection_id, rehearsal, subject, to }
}

type ThreadRow = {
  id: string
  channel: string
  connection_id: string
  subject: string
  rehearsal: boolean
  type: string
  shown: string
  reply_address: string | null
  name: string | null
  last_from: { address: string; name?: string } | null
}

const startMailThread = async (
  ctx: Context,
  conversation: ConversationRow,
  connectionId: string,
  to: string,
  subject?: string,
): Promise<ReplyThread> => {
  const connection = await requireConnection(ctx, connectionId)
  const identifier = await findIdentifier(ctx, 'email', to)
  if (connection.channel !== 'email' || identifier?.customer_id !== conversation.customer_id)
    throw new AppError('invalid', 'thread.not_here')
  const id = newId()
  const title = subject?.trim() || conversation.subject
  await ctx.db
    .insertInto('thread')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      connection_id: connectionId,
      channel: connection.channel,
      key: `new:${id}`,
      identifier_id: identifier.id,
      conversation_id: conversation.id,
      subject: title,
      created_at: ctx.now,
    })
    .execute()
  const { channel, rehearsal } = connection
  return {
    id,
    channel,
    connectionId,
    rehearsal,
    subject: title,
    to: [{ address: to }],
    threadOf: identifier.id,
  }
}
