import { BlockList, isIP } from 'node:net'

/** `private`: the operator's own network. `never`: what no product has business with, clouds' secrets among it. */
export type AddressClass = 'public' | 'private' | 'never'

type Nets = readonly (readonly [net: string, bits: number])[]

const listOf = (nets: Nets): BlockList => {
  const list = new BlockList()
  for (const [net, bits] of nets) list.addSubnet(net, bits, isIP(net) === 6 ? 'ipv6' : 'ipv4')
  return list
}

/** RFC 6890 and IANA's special-purpose registries, with the addresses at which clouds keep secrets. */
const never = listOf([
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b::', 32],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
])

const own = listOf([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
])

/** The eight groups of an IPv6 address, or nothing. */
const groupsOf = (address: string): number[] | undefined => {
  const url = isIP(address) === 6 ? URL.parse(`http://[${address}]/`) : null
  if (!url) return undefined
  const [head = '', tail] = url.hostname.slice(1, -1).split('::')
  const read = (part: string) => (part ? part.split(':').map((group) => parseInt(group, 16)) : [])
  const [first, last] = [read(head), tail === undefined ? [] : read(tail)]
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last]
}

const ipv4Of = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')

/** The IPv4 address that an IPv6 address stands for: mapped, compatible, translated, NAT64, 6to4. */
const carried = (groups: readonly number[]): string | undefined => {
  const [a, b, c, d, e, f, g, h] = groups
  const zeros = (...some: (number | undefined)[]) => some.every((group) => group === 0)
  if (a === 0x2002) return ipv4Of(b, c)
  if (a === 0x64 && b === 0xff9b && zeros(c, d, e, f)) return ipv4Of(g, h)
  if (!zeros(a, b, c, d)) return undefined
  if (zeros(e) && f === 0xffff) return ipv4Of(g, h)
  if (e === 0xffff && zeros(f)) return ipv4Of(g, h)
  return zeros(e, f) && (g !== 0 || (h ?? 0) > 1) ? ipv4Of(g, h) : undefined
}

/** What kind of network an address is in; what is no plain address (a zone in it) is in none. */
export const classifyAddress = (address: string): AddressClass => {
  const groups = groupsOf(address)
  if (!groups && isIP(address) !== 4) return 'never'
  const inner = groups && carried(groups)
  if (inner) return classifyAddress(inner)
  const family = groups ? 'ipv6' : 'ipv4'
  if (never.check(address, family)) return 'never'
  return own.check(address, family) ? 'private' : 'public'
}
