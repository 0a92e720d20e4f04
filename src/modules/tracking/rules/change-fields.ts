import { isIPv4, isIPv6 } from 'node:net'

type Fields = Record<string, unknown>

/**
 * The same value with what stands at the path changed, or left out when `change` answers undefined. `*` is every entry
 * of an object or list. Copies only what lies on the way, since a batch's events share parts.
 */
export const mapAt = <T>(
  value: T,
  [first, ...rest]: readonly string[],
  change: (value: unknown) => unknown,
): T => {
  if (first === undefined || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const steps = first === '*' ? rest : [first, ...rest]
    return value.map((one) => (steps.length === 0 ? change(one) : mapAt(one, steps, change))) as T
  }
  const fields = value as Fields
  const names = first === '*' ? Object.keys(fields) : Object.hasOwn(fields, first) ? [first] : []
  if (names.length === 0) return value
  const copy = { ...fields }
  for (const name of names) {
    const changed = rest.length === 0 ? change(copy[name]) : mapAt(copy[name], rest, change)
    if (changed === undefined) delete copy[name]
    else copy[name] = changed
  }
  return copy as T
}

/** The network an address is in: the first 24 bits of IPv4, 48 of IPv6. What is no address is left out. */
export const shortenAddress = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const plain = value.trim().replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0`
  if (!isIPv6(plain)) return undefined
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length)
  const full = [...groups, ...Array<string>(zeros).fill('0'), ...after]
  return `${full.slice(0, 3).join(':')}::`
}
