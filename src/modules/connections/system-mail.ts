import { type Context, systemContext } from '../../foundation/server/context.ts'
import { defineJob, enqueue } from '../../foundation/server/jobs/jobs.ts'
import type { Services } from '../../foundation/server/services.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { openConnection } from './index.ts'
import { sendTools } from './tools.ts'

export type SystemMail = {
  to: string
  subject: string
  text: string
  locale: 'ja' | 'en'
  fromName: string
}
const sendMs = 60_000

/** A mail of the product itself (a code, an invitation): in no conversation, and in a job only sealed. */
export const sendSystemMail = defineJob<{ connectionId: string; id: string; sealed: string }>({
  name: 'send-system-mail',
  outward: true,
  run: async (
    { workspaceId, connectionId, id, sealed },
    { services, signal, attempt, maxAttempts },
  ) => {
    const ctx = systemContext(services, workspaceId, 'send-system-mail')
    const mail = JSON.parse(services.seal.open(sealed)) as SystemMail
    const { channel, settings } = await openConnection(ctx, connectionId)
    const tools = sendTools(
      services,
      workspaceId,
      AbortSignal.any([signal, AbortSignal.timeout(sendMs)]),
      connectionId,
    )
    const message = {
      ...mail,
      id,
      sendKey: id,
      to: [{ address: mail.to }],
      cc: [],
      attachments: [],
      references: [],
      automatic: true,
    }
    // In no conversation, so there is nobody to ask: a code or a link that comes twice does no harm.
    const result = await channel.send(settings, message, { ...tools, handingOver: async () => {} })
    if (result.outcome === 'retry' && attempt < maxAttempts) throw new Error(result.code)
    if (result.outcome !== 'sent')
      services.log.warn(
        { connection: connectionId, code: result.code },
        'a mail of the product did not go out',
      )
  },
})

/** For links of members: mailed when there is a mailbox, else they are there to copy. */
export const mailAsProduct = async (
  services: Services,
  mail: { workspaceId: string; to: string; subject: string; text: string },
) => {
  const ctx = systemContext(services, mail.workspaceId, 'mail-as-product')
  const { name, locale } = await ctx.db
    .selectFrom('workspace')
    .select(['name', 'locale'])
    .where('id', '=', mail.workspaceId)
    .executeTakeFirstOrThrow()
  const language = locale === 'ja' ? 'ja' : 'en'
  await enqueueSystemMail(ctx, {
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    fromName: name,
    locale: language,
  })
}

/** Hands it to the workspace's first mailbox. False when there is none. */
export const enqueueSystemMail = async (ctx: Context, mail: SystemMail): Promise<boolean> => {
  const mailbox = await ctx.db
    .selectFrom('connection')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('channel', '=', 'email')
    .where('removed_at', 'is', null)
    .where('rehearsal', '=', false)
    .where('state', '<>', 'paused')
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  if (!mailbox) return false
  const sealed = ctx.services.seal.close(JSON.stringify(mail))
  await enqueue(
    ctx,
    sendSystemMail,
    { connectionId: mailbox.id, id: newId(), sealed },
    { maxAttempts: 5 },
  )
  return true
}
