import type { HandTools, OutgoingMessage, SendResult } from '../channel.ts'
import { signIn } from './oauth.ts'
import { outcomeOf } from './outcome.ts'
import { send } from './send.ts'
import type { EmailSettings } from './settings.ts'

/** Sends with a password or with a token; a token that the server does not take any more is renewed once. */
export const sendSignedIn = async (
  settings: EmailSettings,
  message: OutgoingMessage,
  tools: HandTools,
): Promise<SendResult> => {
  if (!settings.oauth) return send(settings, message, tools)
  try {
    const signedIn = await signIn(settings, tools)
    const result = await send(signedIn, message, tools)
    // Signing in comes before anything of the message is said, so nothing can have been sent.
    if (result.outcome !== 'failed' || result.code !== 'smtp.auth_failed') return result
    return await send(await signIn(settings, tools, signedIn.accessToken), message, tools)
  } catch (error) {
    return outcomeOf(error, { complete: false, aborted: tools.signal.aborted })
  }
}
