import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { SendTools, Token } from '../channel.ts'
import { detailOf, isMailFailure, mailFailure, readError } from './failure.ts'
import type { EmailSettings } from './settings.ts'

/** Settings with what to sign in with, when that is a token and not a password. */
export type SignedIn = EmailSettings & { accessToken?: string }

type Oauth = NonNullable<EmailSettings['oauth']>

/** RFC 6749 §5.1 and §5.2. Tokens are opaque; expiry is in seconds. */
const answer = z.object({
  access_token: z.string().min(1).max(16_000).optional(),
  refresh_token: z.string().min(1).max(16_000).optional(),
  expires_in: z.coerce.number().int().min(1).max(31_536_000).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(5000).optional(),
})

/** What no waiting mends: somebody has to authorise the mailbox again. */
const final =
  /^(invalid_grant|invalid_client|unauthorized_client|invalid_scope|unsupported_grant_type|access_denied|interaction_required|consent_required)$/

const readAnswer = (bytes: Uint8Array) => {
  try {
    return answer.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** One exchange with the token endpoint. Errors: `oauth.refused`, `oauth.unreachable`. */
const renew = async (
  oauth: Oauth,
  refresh: string,
  tools: Pick<SendTools, 'fetch'>,
): Promise<Token> => {
  const { tokenUrl, clientId, clientSecret, scope } = oauth
  let reply: { status: number; bytes: Uint8Array }
  try {
    reply = await tools.fetch(tokenUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refresh,
        client_id: clientId,
        ...(clientSecret ? { client_secret: clientSecret } : {}),
        ...(scope ? { scope } : {}),
      }).toString(),
    })
  } catch (error) {
    throw mailFailure({ code: 'oauth.unreachable', detail: detailOf(readError(error)) })
  }
  const said = readAnswer(reply.bytes)
  if (reply.status === 200 && said?.access_token)
    return {
      access: said.access_token,
      expiresAt: new Date(Date.now() + (said.expires_in ?? 3600) * 1000),
      ...(said.refresh_token ? { refresh: said.refresh_token } : {}),
    }
  const detail = detailOf({
    message: said?.error_description ?? said?.error ?? `HTTP ${reply.status}`,
  })
  throw mailFailure({
    code: final.test(said?.error ?? '') ? 'oauth.refused' : 'oauth.unreachable',
    detail,
  })
}

const markOf = ({ tokenUrl, clientId, refreshToken, scope }: Oauth): string =>
  createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, refreshToken, scope ?? '']))
    .digest('base64url')

/** A connection that signs in by password is left as it is. `refused`: a token that the server did not take. */
export const signIn = async (
  settings: EmailSettings,
  tools: Pick<SendTools, 'fetch' | 'token'>,
  refused?: string,
): Promise<SignedIn> => {
  const { oauth } = settings
  if (!oauth) return settings
  try {
    const accessToken = await tools.token({
      mark: markOf(oauth),
      renew: (refresh) => renew(oauth, refresh ?? oauth.refreshToken, tools),
      refused,
    })
    return { ...settings, accessToken }
  } catch (error) {
    if (isMailFailure(error)) throw error
    throw mailFailure({ code: 'oauth.unreachable', detail: detailOf(readError(error)) })
  }
}
