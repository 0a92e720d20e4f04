import { BlockList, isIP } from 'node:net'

/** Which hosts of the operator's own network may be called. */
export type PrivateHosts = { allows: (host: string, address: string) => boolean }

/** Mail servers in the house are normal on a self-hosted install. */
export const anyPrivateHost: PrivateHosts = { allows: () => true }
export const noPrivateHost: PrivateHosts = { allows: () => false }

const addNet = (list: BlockList, entry: string) => {
  const [net = '', bits] = entry.split('/')
  const version = isIP(net)
  if (!version) return false
  const family = version === 6 ? 'ipv6' : 'ipv4'
  const most = version === 6 ? 128 : 32
  const wanted = bits === undefined ? most : Number(bits)
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > most) return false
  list.addSubnet(net, wanted, family)
  return true
}

const name = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/

/**
 * `mail.internal, 10.1.0.0/16`: names, addresses and ranges; `any` or `none` alone. Throws an Error naming what
 * is none of these.
 */
export const readPrivateHosts = (setting: string): PrivateHosts => {
  const entries = setting
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  if (entries.length === 1 && entries[0] === 'any') return anyPrivateHost
  if (entries.length === 1 && entries[0] === 'none') return noPrivateHost
  const nets = new BlockList()
  const names = new Set<string>()
  for (const entry of entries) {
    if (addNet(nets, entry)) continue
    if (!name.test(entry)) throw new Error(`"${entry}" is no host name, address or range`)
    names.add(entry)
  }
  return {
    allows: (host, address) =>
      names.has(host.toLowerCase().replace(/\.$/, '')) ||
      nets.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
  }
}
