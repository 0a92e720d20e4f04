import type { DnsRow, PublishedKey } from '../../channel.ts'
import type { Ask } from './ask.ts'

export const recordName = ({ selector, domain }: PublishedKey) => `${selector}._domainkey.${domain}`
export const recordText = ({ publicKey }: PublishedKey) => `v=DKIM1; k=rsa; p=${publicKey}`

/** `name=value` between semicolons (RFC 6376 §3.2). */
const readTags = (record: string): Map<string, string> =>
  new Map(
    record.split(';').flatMap((part) => {
      const at = part.indexOf('=')
      return at < 0
        ? []
        : [
            [
              part.slice(0, at).trim().toLowerCase(),
              part.slice(at + 1).replace(/\s+/g, ''),
            ] as const,
          ]
    }),
  )

/** Whether a receiver finds our key there. */
const isOurs = (record: string, { publicKey }: PublishedKey): boolean => {
  const tags = readTags(record)
  const lists = (tag: string, wanted: readonly string[]) =>
    !tags.has(tag) ||
    tags
      .get(tag)!
      .split(':')
      .some((one) => wanted.includes(one))
  return (
    tags.get('p') === publicKey &&
    (tags.get('v') ?? 'DKIM1') === 'DKIM1' &&
    (tags.get('k') ?? 'rsa') === 'rsa' &&
    lists('h', ['sha256']) &&
    lists('s', ['*', 'email'])
  )
}

/** Whether the key that we sign with is published, and is the same. */
export const checkDkim = async (
  domain: string,
  key: PublishedKey | undefined,
  ask: Ask,
): Promise<DnsRow> => {
  const row = { row: 'dkim' as const, type: 'TXT' as const }
  if (!key || key.domain !== domain) {
    const reason = key ? 'elsewhere' : 'no-key'
    const state = key ? 'wrong' : 'missing'
    return { ...row, state, reason, name: `_domainkey.${domain}`, found: [], wanted: null }
  }
  const found = await ask(recordName(key), 'TXT')
  const say = (state: DnsRow['state'], reason: string): DnsRow => ({
    ...row,
    state,
    reason,
    name: recordName(key),
    found: found ?? [],
    wanted: recordText(key),
  })
  if (!found) return say('unasked', 'unasked')
  if (found.length === 0) return say('missing', 'missing')
  // Of several, a receiver may take any (RFC 6376 §3.6.2.2).
  if (found.length > 1) return say('wrong', 'many')
  return isOurs(found[0]!, key) ? say('good', 'good') : say('wrong', 'different')
}
