import type { DnsRow, DnsTools } from '../../channel.ts'
import { domainOf } from '../own.ts'
import type { EmailSettings } from '../settings.ts'
import { type Ask, bounded, createAsk, findServer, reverseName, type Server } from './ask.ts'
import { checkDkim } from './check-dkim.ts'
import { checkDmarc } from './check-dmarc.ts'
import { checkSpf } from './check-spf.ts'

/** Where answers to our mail go. */
const checkMx = async (domain: string, ask: Ask): Promise<DnsRow> => {
  const found = await ask(domain, 'MX')
  const row = { row: 'mx' as const, name: domain, type: 'MX' as const, wanted: null }
  if (!found) return { ...row, state: 'unasked', reason: 'unasked', found: [] }
  if (found.length === 0) return { ...row, state: 'missing', reason: 'missing', found }
  // RFC 7505: a lone dot says that the domain takes no mail.
  const takesNone = found.every((record) => /^\d+\s*\.?$/.test(record))
  return takesNone
    ? { ...row, state: 'wrong', reason: 'none', found }
    : { ...row, state: 'good', reason: 'good', found }
}

/** Whether the outgoing server's addresses have a name, and the name has the addresses. */
const checkReverse = async (
  host: string,
  server: Server | undefined,
  ask: Ask,
): Promise<DnsRow> => {
  const row = { row: 'reverse' as const, name: host, type: 'PTR' as const, wanted: null }
  if (!server) return { ...row, state: 'unasked', reason: 'unasked', found: [] }
  if (server.isPrivate) return { ...row, state: 'unsure', reason: 'private', found: [] }
  const seen = await Promise.all(
    server.addresses.map(async (address) => {
      const names = await ask(reverseName(address), 'PTR')
      const [name] = names ?? []
      const back = name && (await ask(name, address.includes(':') ? 'AAAA' : 'A'))
      return {
        address,
        name,
        asked: names !== undefined,
        matches: !!back && back.includes(address),
      }
    }),
  )
  const found = seen.map(({ address, name }) => `${address} → ${name ?? '–'}`)
  if (seen.every(({ matches }) => matches)) return { ...row, state: 'good', reason: 'good', found }
  if (seen.some(({ asked }) => !asked))
    return { ...row, state: 'unasked', reason: 'unasked', found }
  const isMissing = seen.some(({ name }) => !name)
  return {
    ...row,
    found,
    state: isMissing ? 'missing' : 'wrong',
    reason: isMissing ? 'missing' : 'different',
  }
}

/** Everything in DNS by which others judge mail of this connection. */
export const checkDns = async (settings: EmailSettings, tools: DnsTools): Promise<DnsRow[]> => {
  const { address, smtp } = settings
  const sender = { address, domain: domainOf(address), host: smtp.host }
  const resolve = bounded(tools)
  const ask = createAsk(resolve)
  const server = await findServer(ask, smtp.host)
  const [mx, spf, dkim, reverse] = await Promise.all([
    checkMx(sender.domain, ask),
    checkSpf(sender, server, ask, resolve),
    checkDkim(sender.domain, tools.key, ask),
    checkReverse(smtp.host, server, ask),
  ])
  return [spf, dkim, await checkDmarc(sender, { dkim, spf }, ask), mx, reverse]
}
