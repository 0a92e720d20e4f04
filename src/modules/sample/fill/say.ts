import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { countReceived } from '../../connections/index.ts'
import { receiveMessage } from '../../conversations/index.ts'
import { resolveSender } from '../../customers/index.ts'
import { findVisitor, makeVisitor, newToken, writeAsVisitor } from '../../web-chat/index.ts'
import { addresses } from '../content.ts'

type Mail = {
  connectionId: string
  from: { name: string; email: string }
  subject: string
  text: string
  /** Ids of the mails before it in its chain, nearest first. */
  references: readonly string[]
}

/** A mail of a customer, as if it had come in at `ctx.now`. */
export const receiveMail = async (ctx: Context, mail: Mail) => {
  const { name, email } = mail.from
  const sender = { type: 'email', value: email, name }
  const owner = await resolveSender(ctx, sender, 'mail-received')
  const providerId = `<${newId()}@${email.split('@')[1]}>`
  const received = await receiveMessage(ctx, {
    ...owner!,
    connectionId: mail.connectionId,
    channel: 'email',
    authorName: name,
    address: { address: email, name },
    to: [{ address: addresses.shop }],
    threadKey: providerId,
    threadRuns: false,
    references: mail.references,
    providerId,
    subject: mail.references.length > 0 ? `Re: ${mail.subject}` : mail.subject,
    text: mail.text,
    sentAt: ctx.now,
  })
  await countReceived(ctx, mail.connectionId)
  return { ...received, providerId }
}

type NewVisitor = {
  connectionId: string
  locale: 'ja' | 'en'
  name: string
  email?: string
  anonymousId?: string
}

/** Nobody gets to know the token: this visitor only ever says what is written for them. */
export const startSampleVisitor = async (ctx: Context, visitor: NewVisitor) => {
  const id = newId()
  await makeVisitor(ctx, { ...visitor, id, token: newToken() })
  return id
}

/** Words of a visitor at `ctx.now`. */
export const receiveChat = async (ctx: Context, visitorId: string, text: string) => {
  const visitor = (await findVisitor(ctx, visitorId))!
  const actor = { type: 'visitor', id: visitorId } as const
  await writeAsVisitor({ ...ctx, actor }, visitor, { text, clientKey: newId(), fileIds: [] })
  return ctx.db
    .selectFrom('thread')
    .select(['id as threadId', 'conversation_id as conversationId'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('connection_id', '=', visitor.connection_id)
    .where('key', '=', visitorId)
    .executeTakeFirstOrThrow()
}
