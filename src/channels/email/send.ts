import type { HandTools, OutgoingMessage, SendResult } from '../channel.ts'
import { compose, type File } from './compose.ts'
import { readError } from './failure.ts'
import { guardServer } from './guard-server.ts'
import { outcomeOf } from './outcome.ts'
import { ownMessageId } from './own.ts'
import { isAddress } from './people.ts'
import type { EmailSettings } from './settings.ts'
import { signMail } from './sign.ts'
import { deliver } from './smtp.ts'

const readFiles = async (message: OutgoingMessage): Promise<File[]> => {
  const files: File[] = []
  for (const { name, type, read } of message.attachments)
    files.push({ name, type, bytes: await read() })
  return files
}

/**
 * Sends one mail. Its Message-ID follows from `message.id` alone, so that a repeated attempt is the
 * same mail to whoever receives it twice.
 */
export const send = async (
  settings: EmailSettings,
  message: OutgoingMessage,
  tools: HandTools,
): Promise<SendResult> => {
  const recipients = [
    ...new Set([...message.to, ...message.cc].map(({ address }) => address.trim())),
  ]
  const wrong = recipients.find((address) => !isAddress(address))
  if (!recipients.length || wrong !== undefined)
    return { outcome: 'failed', code: 'email.recipient_invalid' }

  let files: File[]
  try {
    files = await readFiles(message)
  } catch (error) {
    return {
      outcome: 'retry',
      code: 'email.attachment_unreadable',
      detail: readError(error).message,
    }
  }
  const aborted = () => tools.signal.aborted
  let server: string
  try {
    server = await guardServer('smtp', settings.smtp.host, tools)
  } catch (error) {
    return outcomeOf(error, { complete: false, aborted: aborted() })
  }
  const messageId = ownMessageId(message.id, settings.address, tools.sign)
  const composed = await compose(settings, message, messageId, files)
  const bytes = await signMail(settings, composed, await tools.signingKey?.())
  const delivery = await deliver(
    settings,
    server,
    { from: settings.address, to: recipients },
    bytes,
    tools,
  )
  if (!delivery.delivered && delivery.kept) return { outcome: 'retry', code: 'smtp.stopped' }
  if (!delivery.delivered)
    return outcomeOf(delivery.error, { complete: delivery.complete, aborted: aborted() })
  const { refused } = delivery
  return { outcome: 'sent', providerId: messageId, ...(refused.length ? { refused } : {}) }
}
