import { isIP } from 'node:net'
import { classifyAddress } from '../../../foundation/server/outbound/classify-address.ts'
import type { CheckTools } from '../../channel.ts'

/** For one record; the whole check is bounded by its signal. */
const askMs = 6000
const mostAddresses = 4

/** Records as texts; none where there are none, `undefined` where DNS did not answer. */
export type Ask = (name: string, type: string) => Promise<string[] | undefined>

const toText = (record: unknown): string =>
  Array.isArray(record)
    ? record.join('')
    : typeof record === 'object' && record !== null && 'exchange' in record
      ? `${(record as { priority?: number }).priority ?? 0} ${record.exchange}`
      : String(record)

/** Rejects when it takes longer than one record may. */
export const bounded = ({ resolve, signal }: CheckTools): CheckTools['resolve'] => {
  return (name, type) =>
    new Promise((settle, reject) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(askMs)])
      const late = () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' }))
      if (limit.aborted) return late()
      limit.addEventListener('abort', late, { once: true })
      resolve(name, type).then(settle, reject)
    })
}

export const createAsk =
  (resolve: CheckTools['resolve']): Ask =>
  async (name, type) => {
    try {
      const records = await resolve(name, type)
      return Array.isArray(records) ? records.slice(0, 50).map(toText) : []
    } catch (error) {
      const { code } = error as { code?: string }
      return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : undefined
    }
  }

export type Server = { addresses: string[]; isPrivate: boolean }

/** Where the outgoing server is reached, as far as the public may know it; `undefined` where DNS did not answer. */
export const findServer = async (ask: Ask, host: string): Promise<Server | undefined> => {
  const found = isIP(host)
    ? [host]
    : (await Promise.all([ask(host, 'A'), ask(host, 'AAAA')])).flatMap((some) => some ?? [])
  if (found.length === 0) return undefined
  const open = found.filter((address) => isIP(address) && classifyAddress(address) === 'public')
  return { addresses: open.slice(0, mostAddresses), isPrivate: open.length === 0 }
}

/** The name under which an address is looked up backwards (RFC 1035 §3.5, RFC 3596 §2.5). */
export const reverseName = (address: string): string => {
  if (isIP(address) === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`
  // A URL writes an address out in its shortest form, without IPv4 in it.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = plain.split('::')
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const zeros = Array<string>(tail === undefined ? 0 : 8 - before.length - after.length).fill('0')
  const digits = [...before, ...zeros, ...after].map((part) => part.padStart(4, '0')).join('')
  return `${[...digits].reverse().join('.')}.ip6.arpa`
}
