import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context, Sight } from '../../../foundation/server/context.ts'
import { hidden, hideContact } from '../../members/index.ts'
import type { Address, Message } from '../contract.ts'

type Shown = z.input<typeof Message>

export const selectMessages = (ctx: Pick<Context, 'db'>) =>
  ctx.db
    .selectFrom('message')
    .select([
      'message.workspace_id',
      'message.id',
      'message.conversation_id',
      'thread_id',
      'channel',
      'kind',
      'direction',
      'author_type',
      'author_id',
      'author_name',
      'from_address',
      'to_addresses',
      'cc_addresses',
      'message.subject',
      'text',
      'new_text_length',
      'html',
      'automatic',
      'mail_facts',
      'sender_check',
      'join_reason',
      'state',
      'state_code',
      'state_detail',
      'client_key',
      'due_at',
      'marketing',
      'receipt_id',
      'sent_at',
      'message.created_at',
    ])
    .select(
      sql<
        Shown['attachments']
      >`coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'type', f.type,
          'bytes', f.bytes, 'sha256', f.sha256, 'inline', mf.inline, 'contentId', mf.content_id, 'scan', fs.state, 'finding', fs.finding) order by mf.position)
        from message_file mf join file f on f.workspace_id = mf.workspace_id and f.id = mf.file_id
        left join file_scan fs on fs.workspace_id = f.workspace_id and fs.file_id = f.id
        where mf.workspace_id = message.workspace_id and mf.message_id = message.id), '[]')`.as(
        'attachments',
      ),
    )

export type MessageRow = Awaited<ReturnType<ReturnType<typeof selectMessages>['execute']>>[number]

const hideAddress = ({ name }: z.input<typeof Address>) => ({
  address: hidden,
  ...(name ? { name: hideContact(name) } : {}),
})

/** The words stay as they were written; where they came from and go to does not show. */
export const hideInMessage = (message: Shown): Shown => ({
  ...message,
  author: { ...message.author, name: hideContact(message.author.name) },
  from: message.from && hideAddress(message.from),
  to: message.to.map(hideAddress),
  cc: message.cc.map(hideAddress),
  // Who passed it on, where answers are wanted, whom an invitation names.
  mail: message.mail && { protection: message.mail.protection },
  sender: message.sender && { ...message.sender, domain: null },
  // A mail server's refusal names whom it refused.
  problem: message.problem && { ...message.problem, detail: null },
  hasRaw: false,
})

export const showMessage = (row: MessageRow, { contact }: Sight): Shown =>
  contact ? showWhole(row) : hideInMessage(showWhole(row))

const showWhole = (row: MessageRow): Shown => ({
  id: row.id,
  conversationId: row.conversation_id,
  threadId: row.thread_id,
  channel: row.channel,
  kind: row.kind as Shown['kind'],
  direction: row.direction as Shown['direction'],
  author: {
    type: row.author_type as Shown['author']['type'],
    id: row.author_id,
    name: row.author_name,
  },
  from: row.from_address as Shown['from'],
  to: row.to_addresses as Shown['to'],
  cc: row.cc_addresses as Shown['cc'],
  subject: row.subject,
  text: row.text,
  newTextLength: row.new_text_length,
  html: row.html,
  attachments: row.attachments,
  automatic: row.automatic as Shown['automatic'],
  mail: row.mail_facts as Shown['mail'],
  sender: row.sender_check as Shown['sender'],
  joinReason: row.join_reason,
  state: row.state as Shown['state'],
  problem: row.state_code ? { code: row.state_code, detail: row.state_detail } : null,
  clientKey: row.client_key,
  marketing: row.marketing,
  dueAt: row.state === 'queued' ? row.due_at : null,
  sentAt: row.sent_at,
  createdAt: row.created_at,
  hasRaw: row.receipt_id !== null,
})
