import { generateKeyPairSync } from 'node:crypto'
import type { DKIMSignOptions } from 'mailauth'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { describe, expect, it } from 'vitest'
import { checkSender } from './check-sender.ts'
import { settings } from './settings.ts'
import { connection } from './testing.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

const missing = (name: string) => Object.assign(new Error(name), { code: 'ENOTFOUND' })

/** A resolver that knows these TXT records, and counts. */
const createDns = (records: Record<string, string>) => {
  const dns = {
    asked: 0,
    resolve: async (name: string, type: string) => {
      dns.asked++
      const found = type === 'TXT' ? records[name] : undefined
      if (found === undefined) throw missing(name)
      return [[found]]
    },
  }
  return dns
}
const shop = {
  'k1._domainkey.customer.example': key,
  '_dmarc.customer.example': 'v=DMARC1; p=reject',
  'customer.example': 'v=spf1 ip4:198.51.100.0/24 ip4:93.184.216.0/24 -all',
}

const write = (...fields: string[]) =>
  Buffer.from(
    `${[...fields, 'From: Hanako <hanako@customer.example>', 'Subject: Order', 'Date: Sat, 21 Nov 2026 12:34:00 +0900', 'Message-ID: <a@customer.example>'].join('\r\n')}\r\n\r\nwhere is it\r\n`,
  )
const sign = async (raw: Buffer, domain = 'customer.example') => {
  const options = {
    signatureData: [
      {
        signingDomain: domain,
        selector: 'k1',
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      },
    ],
  }
  const { signatures } = await dkimSign(raw, options as unknown as DKIMSignOptions)
  return Buffer.concat([Buffer.from(signatures), raw])
}
const signal = new AbortController().signal
const check = (raw: Uint8Array, records: Record<string, string> = shop, trustedHost?: string) =>
  checkSender(raw, trustedHost ? { ...connection, trustedHost } : connection, {
    signal,
    resolve: createDns(records).resolve,
  })
const received = (ip: string) =>
  `Received: from mail.customer.example (mail.customer.example [${ip}]) by mx.shop.example; Sat, 21 Nov 2026 12:34:00 +0900`

describe('whether the domain vouches for its sender', () => {
  it('confirms what it signed', async () => {
    expect(await check(await sign(write()))).toEqual({
      state: 'confirmed',
      spf: null,
      dkim: 'pass',
      dmarc: 'pass',
      domain: 'customer.example',
      by: 'own',
    })
  })

  it('confirms what came from its servers, past the hops within our own', async () => {
    const raw = write(
      'Return-Path: <hanako@customer.example>',
      received('10.0.0.7').replace('mail.customer.example (', 'inner ('),
      received('93.184.216.34'),
    )
    expect(await check(raw)).toMatchObject({ state: 'confirmed', spf: 'pass', dmarc: 'pass' })
  })

  it('confirms by an aligned signature where the domain has no policy', async () => {
    const { 'k1._domainkey.customer.example': only } = shop
    const records = { 'k1._domainkey.customer.example': only }
    expect(await check(await sign(write()), records)).toMatchObject({
      state: 'confirmed',
      dmarc: 'none',
    })
  })

  it.each([
    ['nothing at all', async () => write()],
    [
      'what was altered on its way',
      async () => Buffer.from((await sign(write())).toString().replace('where', 'there')),
    ],
    ['a signature of another domain', async () => sign(write(), 'attacker.example')],
    [
      'another server',
      async () => write('Return-Path: <hanako@customer.example>', received('93.184.217.1')),
    ],
    [
      'servers of another domain',
      async () => write('Return-Path: <x@attacker.example>', received('93.184.217.1')),
    ],
    [
      'a From with two senders',
      async () => {
        const two = '<hanako@customer.example>, <x@attacker.example>\r'
        return sign(Buffer.from(write().toString().replace('<hanako@customer.example>\r', two)))
      },
    ],
    [
      'results that the sender wrote',
      async () =>
        write('Authentication-Results: mx.shop.example; dmarc=pass header.from=customer.example'),
    ],
  ])('does not confirm %s', async (_what, make) => {
    const records = {
      ...shop,
      'k1._domainkey.attacker.example': key,
      'attacker.example': 'v=spf1 ip4:93.184.217.1 -all',
    }
    expect(await check(await make(), records)).toMatchObject({
      state: 'unconfirmed',
      domain: 'customer.example',
    })
  })

  it('says that it does not know when DNS does not answer', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' }))
    const raw = await sign(
      write('Return-Path: <hanako@customer.example>', received('93.184.216.34')),
    )
    expect(await checkSender(raw, connection, { signal, resolve })).toMatchObject({
      state: 'unknown',
    })
  })

  it('asks a bounded number of questions, whatever the mail holds', async () => {
    const includes = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [
        `s${n}.example`,
        `v=spf1 include:s${n + 1}.example include:s${n + 2}.example a mx -all`,
      ]),
    )
    const dns = createDns({
      ...shop,
      ...includes,
      'customer.example': 'v=spf1 include:s0.example -all',
    })
    const raw = write('Return-Path: <hanako@customer.example>', received('93.184.216.34'))
    await checkSender(raw, connection, { signal, resolve: dns.resolve })
    expect(dns.asked).toBeLessThanOrEqual(60)
    const many = createDns(shop)
    const signature = (await sign(write())).toString().split('From:')[0]!
    const hostile = Buffer.from(signature.repeat(500) + write().toString())
    expect(await checkSender(hostile, connection, { signal, resolve: many.resolve })).toMatchObject(
      { state: 'unconfirmed' },
    )
    expect(many.asked).toBe(0)
  })
})

describe('what the receiving host found', () => {
  const host = 'mx.shop.example'
  const by = (results: string) => check(write(`Authentication-Results: ${results}`), {}, host)

  it('is taken from the host that is trusted, and from no other', async () => {
    expect(
      await by(
        `${host}; dkim=pass header.d=customer.example; spf=pass (sender (x) ok) smtp.mailfrom=a@b; dmarc=pass (p=REJECT) header.from=customer.example`,
      ),
    ).toEqual({
      state: 'confirmed',
      spf: 'pass',
      dkim: 'pass',
      dmarc: 'pass',
      domain: 'customer.example',
      by: 'host',
    })
    expect(await by('mx.attacker.example; dmarc=pass header.from=customer.example')).toMatchObject({
      state: 'unconfirmed',
      by: 'own',
    })
  })

  it.each([
    ['dmarc=fail header.from=customer.example', 'unconfirmed'],
    ['dmarc=pass header.from=attacker.example', 'unconfirmed'],
    ['dmarc=temperror', 'unknown'],
    ['none', 'unconfirmed'],
    ['spf=pass; x=(dmarc=pass)', 'unconfirmed'],
  ])('%s is %s', async (results, state) => {
    expect(await by(`${host}; ${results}`)).toMatchObject({ state, by: 'host' })
  })

  it('is a setting that takes a name', () => {
    const entered = {
      address: 'a@b.example',
      imap: { host: 'x', user: 'u', password: 'p' },
      smtp: { host: 'x' },
    }
    expect(settings.parse({ ...entered, trustedHost: 'MX.shop.example' }).trustedHost).toBe(host)
    expect(settings.safeParse({ ...entered, trustedHost: 'a b' }).success).toBe(false)
  })
})
