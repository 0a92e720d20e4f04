import { spf } from 'mailauth/lib/spf/index.js'
import type { CheckTools, DnsRow } from '../../channel.ts'
import type { Ask, Server } from './ask.ts'

/** Mail given to these leaves by other machines of theirs, which they list under a name. */
const providers: readonly (readonly [host: RegExp, mechanism: string])[] = [
  [/(^|\.)(gmail|googlemail|google)\.com$/, 'include:_spf.google.com'],
  [/(^|\.)(office365|outlook|office)\.com$/, 'include:spf.protection.outlook.com'],
  [/^email-smtp\.[\w-]+\.amazonaws\.com$/, 'include:amazonses.com'],
  [/(^|\.)sendgrid\.net$/, 'include:sendgrid.net'],
  [/(^|\.)mailgun\.org$/, 'include:mailgun.org'],
  [/(^|\.)postmarkapp\.com$/, 'include:spf.mtasv.net'],
  [/(^|\.)xserver\.jp$/, 'include:spf.sender.xserver.jp'],
  [/(^|\.)lolipop\.jp$/, 'include:_spf.lolipop.jp'],
]

const isSpf = (record: string) => /^v=spf1(\s|$)/i.test(record)
const isAll = (term: string) => /^[+?~-]?all$/i.test(term)
const isRedirect = (term: string) => /^redirect=/i.test(term)
const termsOf = (record: string) => record.trim().split(/\s+/).slice(1)

/**
 * One record that says what all of them say, and `more`; what ends the list stays at its end. None when nobody would be
 * let through: it would have our own mail refused.
 */
const joined = (records: readonly string[], more?: string): string | null => {
  const terms = [...new Set(records.flatMap(termsOf))]
  const allowed = terms.filter((term) => !isAll(term) && !isRedirect(term))
  const added = more && !allowed.some((term) => term.toLowerCase() === more) ? [more] : []
  const redirect = terms.find(isRedirect)
  if (allowed.length + added.length === 0 && !redirect) return null
  const all = terms.filter((term) => isAll(term) && !/^\+?all$/i.test(term)).sort()
  // `redirect` counts only where no `all` stands (RFC 7208 §6.1).
  const end = all[0] ?? redirect ?? '~all'
  return ['v=spf1', ...allowed, ...added, end].join(' ')
}

const mechanismOf = (host: string, server: Server | undefined): string | undefined => {
  const known = providers.find(([pattern]) => pattern.test(host))?.[1]
  if (known) return known
  if (server?.isPrivate) return undefined
  const address = server?.addresses[0]
  if (address === host) return `${host.includes(':') ? 'ip6' : 'ip4'}:${host}`
  return `a:${host}`
}

/** Whether the domain lets our outgoing server send (RFC 7208), as far as it can be known which machine that is. */
export const checkSpf = async (
  { domain, address, host }: { domain: string; address: string; host: string },
  server: Server | undefined,
  ask: Ask,
  resolve: CheckTools['resolve'],
): Promise<DnsRow> => {
  const row = { row: 'spf' as const, name: domain, type: 'TXT' as const }
  const mechanism = mechanismOf(host, server)
  const records = await ask(domain, 'TXT')
  const found = (records ?? []).filter(isSpf)
  const say = (state: DnsRow['state'], reason: string, wanted: string | null = null): DnsRow => ({
    ...row,
    state,
    reason,
    found,
    wanted,
  })
  if (!records) return say('unasked', 'unasked')
  if (found.length === 0)
    return mechanism
      ? say('missing', 'missing', joined([], mechanism))
      : say('missing', 'missing-private')
  if (found.length > 1) return say('wrong', 'many', joined(found, mechanism))
  const terms = termsOf(found[0]!)
  if (terms.some((term) => /^\+?all$/i.test(term)))
    return say('wrong', 'open', joined(found, mechanism))
  // Without an address ours to ask for, still learn whether the record can be read at all.
  const asked = server?.addresses.length ? server.addresses : ['192.0.2.1']
  const results: string[] = []
  for (const ip of asked) {
    const { status } = await spf({
      ip,
      sender: address,
      helo: host,
      mta: 'engawa',
      resolver: resolve,
    } as Parameters<typeof spf>[0])
    results.push(status.result)
  }
  if (results.includes('permerror')) return say('wrong', 'broken')
  if (mechanism && terms.some((term) => term.toLowerCase().replace(/^\+/, '') === mechanism))
    return say('good', 'good')
  if (results.includes('temperror')) return say('unasked', 'unasked')
  if (server?.addresses.length && results.every((one) => one === 'pass')) return say('good', 'good')
  if (providers.some(([pattern]) => pattern.test(host)))
    return say('wrong', 'uncovered', joined(found, mechanism))
  if (server?.isPrivate) return say('unsure', 'private')
  return say('unsure', 'uncertain', joined(found, mechanism))
}
