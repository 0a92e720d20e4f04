import type { SendTools } from '../../channels/channel.ts'
import type { Context } from '../../foundation/server/context.ts'
import type { Services } from '../../foundation/server/services.ts'
import { signingKeyOf } from './sender/signing-keys.ts'
import { takeToken } from './token.ts'

const purposeOf = (workspaceId: string) => `channel:${workspaceId}`

/** Whether `signature` begins what a channel of this workspace signed, under this secret or an earlier one. */
export const isSignedHere = (ctx: Context, text: string, signature: string) =>
  ctx.services.seal
    .signatures(purposeOf(ctx.workspaceId), text)
    .some((one) => one.startsWith(signature))

const fetchMs = 15_000
const longestAnswer = 256 * 1024

/** What a channel may use of us for one workspace; what it keeps of its own, only for a connection that is stored. */
export const sendTools = (
  services: Services,
  workspaceId: string,
  signal: AbortSignal,
  connectionId?: string,
): SendTools => ({
  signal,
  sign: (text) => services.seal.sign(purposeOf(workspaceId), text),
  guardHost: async (host) => (await services.outbound.resolve(host, 'operators'))[0]!,
  fetch: (url, request) =>
    services.outbound.fetch(url, {
      ...request,
      namedBy: 'operators',
      timeoutMs: fetchMs,
      mostBytes: longestAnswer,
      signal,
    }),
  token: async (wanted) =>
    connectionId
      ? takeToken(services, workspaceId, connectionId, wanted, signal)
      : (await wanted.renew(undefined)).access,
  signingKey: async () =>
    connectionId ? signingKeyOf(services, workspaceId, connectionId) : undefined,
})
