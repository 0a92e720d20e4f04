import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { SendTools } from '../../channels/channel.ts'
import type { Services } from '../../foundation/server/services.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

// A mail server in the house is normal on a self-hosted install, so private ranges are allowed;
// what never is one: this-network, link-local (where clouds keep their secrets), multicast.
const refused = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  refused.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  refused.addSubnet(net, bits, 'ipv6')

const isRefused = (address: string) => {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  return refused.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/** What a channel may use of us for one workspace. */
export const sendTools = (
  services: Services,
  workspaceId: string,
  signal: AbortSignal,
): SendTools => ({
  signal,
  sign: (text) => services.seal.sign(`channel:${workspaceId}`, text),
  guardHost: async (host) => {
    const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true })
    if (found.some(({ address }) => isRefused(address)))
      throw new AppError('invalid', 'host.refused')
  },
})
