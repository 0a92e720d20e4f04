import { isIPv6 } from 'node:net'

/**
 * The network an address is in, an IPv4 /24 or an IPv6 /48: tells places apart and names nobody. Empty for a caller who
 * hung up before we looked: their socket knows no address any more.
 */
export const networkOf = (ip: string | undefined): string => {
  if (!ip) return ''
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros =
    tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill('0')
  const first = [...before, ...zeros, ...after].slice(0, 3)
  return `${first.map((part) => Number.parseInt(part, 16).toString(16)).join(':')}::/48`
}
