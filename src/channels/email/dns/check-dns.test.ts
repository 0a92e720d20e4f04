import { expect, it } from 'vitest'
import { dnsRows, type PublishedKey } from '../../channel.ts'
import { createFakeDns } from '../fakes/dns.ts'
import { connection } from '../testing.ts'
import { reverseName } from './ask.ts'
import { checkDns } from './check-dns.ts'

const key: PublishedKey = { domain: 'shop.example', selector: 'engawa-1', publicKey: 'TUlJQg==' }
const server = '93.184.216.34'

/** Everything as it should be. */
const good = {
  'A mail.shop.example': [server],
  'TXT shop.example': ['google-site-verification=x', `v=spf1 ip4:${server} -all`],
  'TXT engawa-1._domainkey.shop.example': ['v=DKIM1; k=rsa; p=TUlJ Qg=='],
  'TXT _dmarc.shop.example': ['v=DMARC1; p=reject'],
  'MX shop.example': ['10 mx.shop.example'],
  [`PTR ${reverseName(server)}`]: ['mail.shop.example'],
}

const look = async (
  records: Record<string, string[] | undefined>,
  { host = 'mail.shop.example', of = key as PublishedKey | undefined } = {},
) => {
  const all = Object.entries({ ...good, ...records }).filter(([, value]) => value)
  const { resolve } = createFakeDns(Object.fromEntries(all) as Record<string, string[]>)
  const settings = { ...connection, smtp: { ...connection.smtp, host } }
  const signal = new AbortController().signal
  const rows = await checkDns(settings, { key: of, resolve, signal })
  return Object.fromEntries(rows.map((row) => [row.row, row]))
}

it('finds a domain in order', async () => {
  const found = await look({})
  expect(Object.keys(found).sort()).toEqual([...dnsRows].sort())
  for (const { row, state } of Object.values(found)) expect([row, state]).toEqual([row, 'good'])
})

it.each([
  // What stands in SPF, the state, why, and what is offered.
  [[], 'missing', 'missing', 'v=spf1 a:mail.shop.example ~all'],
  [
    ['v=spf1 include:x.example -all', 'v=spf1 mx ~all'],
    'wrong',
    'many',
    'v=spf1 include:x.example mx a:mail.shop.example -all',
  ],
  [['v=spf1 +all'], 'wrong', 'open', 'v=spf1 a:mail.shop.example ~all'],
  [['v=spf1 ip4:999.1.1.1 -all'], 'wrong', 'broken', null],
  [['v=spf1 ip4:93.184.216.0/24 -all'], 'good', 'good', null],
  [
    ['v=spf1 ip4:198.51.100.1 -all'],
    'unsure',
    'uncertain',
    'v=spf1 ip4:198.51.100.1 a:mail.shop.example -all',
  ],
] as const)('reads SPF %j as %s (%s)', async (records, state, reason, wanted) => {
  const { spf } = await look({ 'TXT shop.example': [...records] })
  expect(spf).toMatchObject({ state, reason, wanted, found: [...records] })
})

it('knows by which name large providers list the machines that send', async () => {
  const host = 'smtp.gmail.com'
  const { spf } = await look({ 'A smtp.gmail.com': ['142.250.1.1'] }, { host })
  expect(spf).toMatchObject({
    state: 'wrong',
    reason: 'uncovered',
    wanted: `v=spf1 ip4:${server} include:_spf.google.com -all`,
  })
  const listed = {
    'TXT shop.example': ['v=spf1 include:_spf.google.com ~all'],
    'TXT _spf.google.com': ['v=spf1 ip4:198.51.100.1 -all'],
  }
  expect((await look(listed, { host })).spf).toMatchObject({ state: 'good' })
})

it('says what it cannot know of a server in the house', async () => {
  const { spf, reverse, dmarc } = await look({ 'A mail.shop.example': ['10.0.0.5'] })
  expect([spf!.reason, reverse!.reason, dmarc!.state]).toEqual(['private', 'private', 'good'])
  // A record that lets nobody through is no advice.
  const house = { 'A mail.shop.example': ['10.0.0.5'] }
  const none = await look({ ...house, 'TXT shop.example': undefined })
  expect(none.spf).toMatchObject({ reason: 'missing-private', wanted: null })
  const open = await look({ ...house, 'TXT shop.example': ['v=spf1 +all'] })
  expect(open.spf).toMatchObject({ reason: 'open', wanted: null })
})

it.each([
  [undefined, 'missing', 'missing'],
  [['v=DKIM1; k=rsa; p=other'], 'wrong', 'different'],
  [['v=DKIM1; p='], 'wrong', 'different'],
  [['v=DKIM1; h=sha1; p=TUlJQg=='], 'wrong', 'different'],
  [['p=TUlJQg=='], 'good', 'good'],
  [['p=TUlJQg==', 'p=other'], 'wrong', 'many'],
] as const)('compares the DKIM record %j: %s (%s)', async (records, state, reason) => {
  const { dkim } = await look({
    'TXT engawa-1._domainkey.shop.example': records && [...records],
  })
  expect(dkim).toMatchObject({
    state,
    reason,
    name: 'engawa-1._domainkey.shop.example',
    wanted: 'v=DKIM1; k=rsa; p=TUlJQg==',
  })
})

it('asks for a key where there is none, or one of another domain', async () => {
  const none = { reason: 'no-key', state: 'missing' }
  const { dkim } = await look({}, { of: undefined as never })
  expect(dkim).toMatchObject({ state: 'good' })
  const settings = { ...connection }
  const tools = { signal: new AbortController().signal, resolve: createFakeDns(good).resolve }
  expect((await checkDns(settings, tools)).find(({ row }) => row === 'dkim')).toMatchObject(none)
  const other = await look({}, { of: { ...key, domain: 'old.example' } })
  expect(other.dkim).toMatchObject({ state: 'wrong', reason: 'elsewhere' })
})

it('knows whether a policy lets our mail through', async () => {
  const unsigned = { 'TXT engawa-1._domainkey.shop.example': undefined }
  const open = { 'TXT shop.example': ['v=spf1 ip4:198.51.100.1 -all'] }
  const none = { 'TXT _dmarc.shop.example': undefined }
  expect((await look(none)).dmarc).toMatchObject({
    state: 'missing',
    wanted: 'v=DMARC1; p=none; rua=mailto:help@shop.example',
  })
  expect((await look({ 'TXT _dmarc.shop.example': ['v=DMARC1; p=none'] })).dmarc).toMatchObject({
    state: 'good',
    reason: 'watching',
  })
  expect((await look({ ...unsigned, ...open })).dmarc).toMatchObject({ reason: 'uncertain' })
  const forbidden = { ...unsigned, 'TXT shop.example': undefined }
  expect((await look(forbidden)).dmarc).toMatchObject({ state: 'wrong', reason: 'unaligned' })
  expect((await look({ 'TXT _dmarc.shop.example': ['v=DMARC1; p=x'] })).dmarc).toMatchObject({
    reason: 'broken',
  })
})

it('takes the policy of the domain above', async () => {
  const settings = { ...connection, address: 'help@jp.shop.example' }
  const { resolve } = createFakeDns(good)
  const signal = new AbortController().signal
  const rows = await checkDns(settings, { resolve, signal })
  expect(rows.find(({ row }) => row === 'dmarc')?.name).toBe('_dmarc.shop.example')
})

it('compares the names of the server there and back', async () => {
  const name = `PTR ${reverseName(server)}`
  expect((await look({ [name]: undefined })).reverse).toMatchObject({ reason: 'missing' })
  expect((await look({ [name]: ['other.example'] })).reverse).toMatchObject({
    reason: 'different',
    found: [`${server} → other.example`],
  })
  expect((await look({ 'MX shop.example': ['0 .'] })).mx).toMatchObject({ reason: 'none' })
  expect(reverseName('2001:db8::567:89ab')).toBe(
    'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
  )
})

it('ends when time is up, and then knows nothing rather than anything wrong', async () => {
  const never = () => new Promise<never>(() => undefined)
  const rows = await checkDns(connection, { key, resolve: never, signal: AbortSignal.abort() })
  expect(rows.map(({ state }) => state)).toEqual(rows.map(() => 'unasked'))
})
