import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { openConnection } from '../../connections/index.ts'
import type * as contract from '../contract.ts'
import { requireMessage } from './list-messages.ts'

const longest = 25 * 1024 * 1024
const mostFiles = 200

/** A mail attached to a message, read as a message is, but kept nowhere. Errors: `message.no_mail`, `auth.forbidden`. */
export const openAttachedMail = async (
  ctx: Context,
  { id, position }: z.output<typeof contract.openAttachedMail.input>,
) => {
  const row = await requireMessage(ctx, id)
  // Its fields are full of addresses.
  if (!ctx.sight.contact)
    throw new AppError('forbidden', 'auth.forbidden', { permission: 'customer.contact' })
  const file = row.attachments[position]
  const facts = row.mail_facts as { mails?: { position: number }[] } | null
  const isMail = facts?.mails?.some((mail) => mail.position === position)
  if (!file || !isMail || file.bytes > longest || !row.thread_id) throw missing()
  const thread = await ctx.db
    .selectFrom('thread')
    .select('connection_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', row.thread_id)
    .executeTakeFirstOrThrow()
  const { channel, settings } = await openConnection(ctx, thread.connection_id, true)
  const raw = await ctx.services.files.read(file.sha256)
  const parsed = await channel.parse(raw, settings).catch(() => undefined)
  if (parsed?.kind !== 'message') throw missing()
  const { from, to, cc, subject, sentAt, text, attachments } = parsed
  return {
    from: { address: from.value, ...(from.name ? { name: from.name } : {}) },
    to: to.slice(0, mostFiles),
    cc: cc.slice(0, mostFiles),
    subject,
    sentAt: sentAt ?? null,
    text: text.slice(0, 500_000),
    attachments: attachments
      .slice(0, mostFiles)
      .map(({ name, type, bytes }) => ({ name, type, bytes: bytes.length })),
  }
}

const missing = () => new AppError('missing', 'message.no_mail')
