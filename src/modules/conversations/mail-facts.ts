import type { z } from 'zod'
import type { ParsedMessage } from '../../channels/channel.ts'
import type { MailFacts } from '../connections/contract.ts'

type Facts = z.input<typeof MailFacts>

/** What people should see of a message beyond its words; null when there is nothing. */
export const factsOf = (
  parsed: ParsedMessage,
  forwardedBy: { address: string; name: string } | undefined,
): Facts | null => {
  const mails = parsed.attachments.flatMap(({ mail }, position) =>
    mail ? [{ position, ...mail }] : [],
  )
  const facts: Partial<Facts> = {
    ...(parsed.invitation ? { invitation: parsed.invitation } : {}),
    ...(parsed.protection ? { protection: parsed.protection } : {}),
    ...(forwardedBy ? { forwardedBy } : {}),
    ...(parsed.replyTo && !forwardedBy && !parsed.automatic ? { replyTo: parsed.replyTo } : {}),
    ...(mails.length > 0 ? { mails } : {}),
  }
  return Object.keys(facts).length > 0 ? (facts as Facts) : null
}
