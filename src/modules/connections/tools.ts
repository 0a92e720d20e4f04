import type { SendTools } from '../../channels/channel.ts'
import type { Services } from '../../foundation/server/services.ts'

/** What a channel may use of us for one workspace. */
export const sendTools = (
  services: Services,
  workspaceId: string,
  signal: AbortSignal,
): SendTools => ({
  signal,
  sign: (text) => services.seal.sign(`channel:${workspaceId}`, text),
  guardHost: async (host) => (await services.outbound.resolve(host, 'operators'))[0]!,
})
