import { isIP } from 'node:net'
import { authenticate } from 'mailauth'
import { classifyAddress } from '../../foundation/server/outbound/classify-address.ts'
import type { CheckTools, SenderCheck } from '../channel.ts'
import { decodeRaw, type Field, rawField } from './mime/fields.ts'
import { readHead } from './mime/tree.ts'
import { domainOf } from './own.ts'
import { readAddresses } from './people.ts'
import type { EmailSettings } from './settings.ts'

/** Lookups for one mail: SPF alone may take ten (RFC 7208 §4.6.4), each with two kinds of address. */
const MOST_LOOKUPS = 60
/** Each costs a lookup and a verification; nobody needs more. */
const MOST_SIGNATURES = 10
const MOST_HOPS = 10

/** Fails like DNS itself when a mail asks for too much. */
const bounded = (resolve: CheckTools['resolve']): CheckTools['resolve'] => {
  let left = MOST_LOOKUPS
  return (name, type) =>
    left-- > 0
      ? resolve(name, type)
      : Promise.reject(Object.assign(new Error('too many lookups'), { code: 'ESERVFAIL' }))
}

/**
 * Who handed the mail to our side: the first hop from a public address. Hops above it are within the receiving
 * server; what stands below, the sender may have made up.
 */
const readHandover = (fields: Field[]): { ip: string; helo: string } | undefined => {
  const hops = fields.filter((field) => field.name === 'received').slice(0, MOST_HOPS)
  for (const { raw } of hops) {
    const from = /^from\s+(\S{1,255})\s*(.{0,1000}?)(?:\sby\s|$)/i.exec(raw)
    const ip = /\[(?:ipv6:)?([0-9a-f.:]{2,45})\]/i.exec(from?.[2] ?? '')?.[1] ?? ''
    if (from?.[1] && isIP(ip) && classifyAddress(ip) === 'public')
      return { ip, helo: from[1].replace(/^\[|\]$/g, '') }
  }
  return undefined
}

/** `method=result property=value …`, as RFC 8601 §2.2 writes them, comments and quotes taken away. */
const readHostResults = (
  fields: Field[],
  host: string,
  domain: string,
): SenderCheck | undefined => {
  const found = fields.find(
    ({ name, raw }) =>
      name === 'authentication-results' &&
      raw.slice(0, 300).trim().split(/[;\s]/)[0]?.toLowerCase() === host.toLowerCase(),
  )
  if (!found) return undefined
  const plain = decodeRaw(found.raw)
    .replace(/\([^()]{0,1000}\)/g, ' ')
    .replace(/"/g, '')
    .toLowerCase()
  const parts = plain.split(';').slice(1, 50)
  const resultOf = (method: string) =>
    parts.flatMap(
      (part) =>
        new RegExp(`^\\s*${method}\\s*=\\s*([a-z]+)(.*)`, 's').exec(part)?.slice(1, 3) ?? [],
    )
  const [dmarc = null, about = ''] = resultOf('dmarc')
  const judged = /header\.from=([^\s;]+)/.exec(about)?.[1] ?? domain
  const state =
    dmarc === 'pass' && domainOf(judged) === domain
      ? 'confirmed'
      : dmarc === 'temperror'
        ? 'unknown'
        : 'unconfirmed'
  return {
    state,
    spf: resultOf('spf')[0] ?? null,
    dkim: resultOf('dkim')[0] ?? null,
    dmarc,
    domain,
    by: 'host',
  }
}

/**
 * SPF, DKIM and DMARC (RFC 7208, 6376, 7489), by what the receiving host says where it is trusted, else by asking DNS.
 * `confirmed` only when what passed speaks for the very domain in From.
 */
export const checkSender = async (
  raw: Uint8Array,
  settings: EmailSettings,
  { resolve }: CheckTools,
): Promise<SenderCheck> => {
  const fields = readHead(raw)
  const from = readAddresses(fields, 'from')
  const domain = from[0] ? domainOf(from[0].address) : null
  const nothing = { spf: null, dkim: null, dmarc: null, domain, by: 'own' as const }
  // Two senders are how one hides behind the other.
  if (!domain || from.length > 1) return { ...nothing, state: 'unconfirmed' }
  const byHost = settings.trustedHost && readHostResults(fields, settings.trustedHost, domain)
  if (byHost) return byHost
  const signatures = fields.filter((field) => field.name === 'dkim-signature').length
  if (signatures > MOST_SIGNATURES) return { ...nothing, state: 'unconfirmed' }
  const returnPath = /<([^<>\s]{0,320})>/.exec(rawField(fields, 'return-path') ?? '')?.[1]
  const handover = readHandover(fields)
  const { spf, dkim, dmarc } = await authenticate(Buffer.from(raw), {
    ...(handover ? { ...handover, sender: returnPath ?? '' } : {}),
    mta: 'engawa',
    resolver: bounded(resolve),
    disableArc: true,
    disableBimi: true,
  } as Parameters<typeof authenticate>[1])
  const keys = dkim?.results ?? []
  const results = {
    spf: handover && spf ? spf.status.result : null,
    dkim: keys.length
      ? (keys.find((one) => one.status.result === 'pass') ?? keys[0])!.status.result
      : null,
    dmarc: dmarc ? dmarc.status.result : null,
  }
  // The same without a policy: a domain that publishes none may still speak for itself.
  const spfDomain = spf ? domainOf(String(spf.domain ?? '')) : ''
  const speaks =
    results.dmarc === 'pass' ||
    keys.some(({ status }) => status.result === 'pass' && !!status.aligned) ||
    (results.spf === 'pass' && (spfDomain === domain || spfDomain.endsWith(`.${domain}`)))
  const isUncertain = Object.values(results).includes('temperror')
  return {
    ...nothing,
    ...results,
    state: speaks ? 'confirmed' : isUncertain ? 'unknown' : 'unconfirmed',
  }
}
