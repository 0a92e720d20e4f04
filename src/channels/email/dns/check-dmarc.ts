import type { DnsRow } from '../../channel.ts'
import type { Ask } from './ask.ts'

const mostLevels = 8

/** The domain, then what it belongs to, down to two labels. */
const namesAbove = (domain: string): string[] => {
  const labels = domain.split('.')
  return labels
    .map((_, index) => labels.slice(index).join('.'))
    .filter((name, index) => index === 0 || name.includes('.'))
    .slice(0, mostLevels)
}

/**
 * Whether the domain says what to do with mail that nobody vouches for, and whether ours is vouched for. From, envelope
 * and signature are of one domain here, so what passes is aligned, in strict mode too.
 */
export const checkDmarc = async (
  { domain, address }: { domain: string; address: string },
  { dkim, spf }: { dkim: DnsRow; spf: DnsRow },
  ask: Ask,
): Promise<DnsRow> => {
  let name = `_dmarc.${domain}`
  let found: string[] = []
  const say = (state: DnsRow['state'], reason: string, wanted: string | null = null): DnsRow => ({
    row: 'dmarc',
    type: 'TXT',
    state,
    reason,
    name,
    found,
    wanted,
  })
  for (const level of namesAbove(domain)) {
    const records = await ask(`_dmarc.${level}`, 'TXT')
    if (!records) return say('unasked', 'unasked')
    found = records.filter((record) => /^v\s*=\s*DMARC1\b/i.test(record))
    if (found.length === 0) continue
    name = `_dmarc.${level}`
    break
  }
  const first = `v=DMARC1; p=none; rua=mailto:${address}`
  if (found.length === 0) return say('missing', 'missing', first)
  if (found.length > 1) return say('wrong', 'many', first)
  const policy = /;\s*p\s*=\s*(none|quarantine|reject)\s*(;|$)/i.exec(found[0]!)?.[1]?.toLowerCase()
  if (!policy) return say('wrong', 'broken', first)
  const isVouched = dkim.state === 'good' || spf.state === 'good'
  if (isVouched) return say('good', policy === 'none' ? 'watching' : 'good')
  const mayBe = [dkim, spf].some(({ state }) => state === 'unsure' || state === 'unasked')
  return say(mayBe ? 'unsure' : 'wrong', mayBe ? 'uncertain' : 'unaligned')
}
