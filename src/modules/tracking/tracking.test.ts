import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import * as contract from './contract.ts'
import { codeOf, openSite, page, waitForCustomer, waitUntilFollowed } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('what is taken', () => {
  test('every kind is taken on its whole-word path and on its one-letter twin', async () => {
    const site = await openSite(server)
    const fields = { userId: 'u-1', event: 'Clicked', groupId: 'g-1', previousId: 'device-9' }
    for (const path of ['identify', 'track', 'page', 'screen', 'group', 'alias', ...'itpsga']) {
      await site.send(`/v1/${path}`, { ...fields, messageId: `one-${path}` })
    }
    for (const path of ['batch', 'b', 'import']) {
      await site.send(`/v1/${path}`, { batch: [page(`many-${path}`)] })
    }
    const kinds = (await site.events()).map(({ kind }) => kind)
    expect(kinds).toEqual([
      ...['identify', 'track', 'page', 'screen', 'group', 'alias'],
      ...['identify', 'track', 'page', 'screen', 'group', 'alias'],
      ...['page', 'page', 'page'],
    ])
    expect(
      (await fetch(`${server.url}/v1/m`, { method: 'POST', body: '{"series":[]}' })).status,
    ).toBe(200)
  })

  test('a body is read as JSON whatever its content type says', async () => {
    const site = await openSite(server)
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/octet-stream',
      '',
      'text/plain; charset=',
      '///',
    ]
    for (const [index, type] of types.entries()) {
      await site.send('/v1/p', page(`type-${index}`), { 'content-type': type })
    }
    const untyped = await fetch(`${server.url}/v1/p?writeKey=${site.writeKey}`, {
      method: 'POST',
      body: new Blob([JSON.stringify(page('untyped'))]),
    })
    expect(untyped.status).toBe(200)
    await site.send('/v1/p', `\ufeff${JSON.stringify(page('marked'))}`)
    expect(await site.events()).toHaveLength(types.length + 2)
  })

  test('a compressed body is unpacked, also one that does not say so', async () => {
    const site = await openSite(server)
    const packed = gzipSync(JSON.stringify({ batch: [page('packed')] }))
    await site.send('/v1/batch', packed, {
      'content-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
    })
    await site.send('/v1/batch', gzipSync(JSON.stringify({ batch: [page('unsaid')] })))
    expect(await site.events()).toHaveLength(2)
  })

  test('a batch’s context belongs to each of its events, and traits of some libraries stand in the context', async () => {
    const site = await openSite(server)
    await site.send('/v1/batch', {
      context: { locale: 'ja-JP', library: { name: 'batch' } },
      batch: [
        {
          type: 'identify',
          userId: 7,
          messageId: 'n',
          context: { library: { name: 'own' }, traits: { plan: 'pro' } },
        },
        { type: 'group', userId: '7', messageId: 'g', groupId: 'company', traits: { size: 3 } },
      ],
    })
    const [identify, group] = await site.events()
    expect(identify).toMatchObject({
      user_id: '7',
      traits: { plan: 'pro' },
      context: { locale: 'ja-JP', library: { name: 'own' } },
    })
    expect(group).toMatchObject({ traits: { size: 3 }, properties: { groupId: 'company' } })
  })

  test('text that the database cannot hold is mended, not refused', async () => {
    const site = await openSite(server)
    const body = `{"type":"track","event":"a\\u0000b","userId":"u\\u0000-2","properties":{"half":"\\ud83d!","k\\u0000":1,"plain":"\\\\u0000"}}`
    await site.send('/v1/track', body)
    const [event] = await site.events()
    expect(event).toMatchObject({
      name: 'ab',
      user_id: 'u-2',
      properties: { half: '\ufffd!', k: 1, plain: '\\u0000' },
    })
  })
})

describe('who sends', () => {
  const place = (key: string): [string, RequestInit & { body: string }][] => {
    const event = page(`place-${Math.random()}`)
    const basic = (text: string) => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    })
    return [
      [
        '/v1/page',
        { headers: basic(`${key}:`), body: JSON.stringify({ ...event, writeKey: 'other' }) },
      ],
      ['/v1/page', { headers: basic(key), body: JSON.stringify(event) }],
      [
        '/v1/page',
        {
          headers: { authorization: 'Bearer token', 'x-write-key': 'other' },
          body: JSON.stringify({ ...event, writeKey: key }),
        },
      ],
      ['/v1/page?writeKey=other', { headers: { 'x-write-key': key }, body: JSON.stringify(event) }],
      [`/v1/page?writeKey=${key}`, { body: JSON.stringify({ ...event, writeKey: 'other' }) }],
      ['/v1/page', { body: JSON.stringify({ ...event, writeKey: key }) }],
      ['/v1/batch', { body: JSON.stringify({ batch: [{ ...event, writeKey: key }] }) }],
    ]
  }

  test('the write key is found in each of its places, the more explicit one first', async () => {
    const site = await openSite(server)
    for (const [path, init] of place(site.writeKey)) {
      const response = await fetch(server.url + path, { method: 'POST', ...init })
      expect([path, init.headers, response.status]).toEqual([path, init.headers, 200])
    }
  })

  test('an unknown or missing write key is answered 401 with a code, which libraries do not repeat', async () => {
    for (const [path, init] of place('A'.repeat(32))) {
      const response = await fetch(server.url + path, { method: 'POST', ...init })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'tracking.write_key_unknown' })
    }
    const without = await fetch(`${server.url}/v1/page`, {
      method: 'POST',
      body: JSON.stringify(page('x')),
    })
    expect([without.status, await codeOf(without)]).toEqual([401, 'tracking.write_key_missing'])
  })

  test('with a key for each event, those of unknown keys are kept apart and the rest is stored', async () => {
    const site = await openSite(server)
    const other = await openSite(server)
    const response = await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      body: JSON.stringify({
        batch: [
          { ...page('mine'), writeKey: site.writeKey },
          { ...page('lost'), writeKey: 'nobody' },
          { ...page('theirs'), writeKey: other.writeKey },
        ],
      }),
    })
    expect(response.status).toBe(200)
    expect([(await site.events()).length, (await other.events()).length]).toEqual([1, 1])
    expect((await site.rejected()).map(({ code }) => code)).toEqual(['event.write_key_unknown'])
  })

  test('any site may send: its origin is echoed, and the preflight of every path allows what the libraries add', async () => {
    const origin = 'https://shop.example'
    for (const path of [
      '/v1/t',
      '/v1/batch',
      '/v1/m',
      '/v1/projects/key/settings',
      '/projects/key/settings',
    ]) {
      const response = await fetch(server.url + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      })
      const header = (name: string) => response.headers.get(`access-control-${name}`)
      expect([response.status, header('allow-origin'), header('max-age')]).toEqual([
        204,
        origin,
        '86400',
      ])
      expect(header('allow-credentials')).toBe('true')
      for (const name of [
        'authorization',
        'content-type',
        'x-retry-count',
        'anonymousid',
        'sentat',
        'x-write-key',
      ]) {
        expect(header('allow-headers')).toContain(name)
      }
    }
    const refused = await fetch(`${server.url}/v1/t`, {
      method: 'POST',
      headers: { origin },
      body: '{}',
    })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      origin,
    ])
  })

  test('a browser’s library is told to send here, and to load nothing else', async () => {
    const site = await openSite(server)
    const { host } = new URL(server.url)
    for (const path of ['/v1/projects', '/projects']) {
      const response = await fetch(`${server.url}${path}/${site.writeKey}/settings`)
      expect(await response.json()).toMatchObject({
        integrations: {
          'Segment.io': { apiKey: site.writeKey, apiHost: `${host}/v1`, protocol: 'http' },
        },
        metrics: { sampleRate: 0 },
      })
    }
    expect((await fetch(`${server.url}/v1/projects/unknown/settings`)).status).toBe(404)
  })
})

describe('sources', () => {
  test('a source’s write key is plain letters and digits, and works until the source is removed', async () => {
    const site = await openSite(server, 'Shop')
    expect(site).toMatchObject({
      name: 'Shop',
      writeKey: expect.stringMatching(/^[0-9A-Za-z]{32}$/),
      accepted: 0,
    })
    await site.send('/v1/p', page('m'))
    await server.admin.call(contract.removeSource, { id: site.id })
    await expect
      .poll(async () => (await site.post('/v1/p', page('n'))).status, {
        timeout: 40_000,
        interval: 200,
      })
      .toBe(401)
    const { data } = await server.admin.call(contract.listSources, { limit: 200 })
    expect(data.map(({ id }) => id)).not.toContain(site.id)
    await expect(server.admin.call(contract.removeSource, { id: site.id })).rejects.toMatchObject({
      code: 'source.missing',
    })
  })

  test('agents and viewers see sources, only admins make and remove them', async () => {
    const agent = await server.as('agent')
    await agent.call(contract.listSources)
    await expect(agent.call(contract.createSource, { name: 'x' })).rejects.toMatchObject({
      status: 403,
    })
  })

  test('refused events are listed newest first, page by page', async () => {
    const site = await openSite(server)
    for (const event of ['a', 'b', 'c']) await site.send('/v1/t', { event })
    const first = await server.admin.call(contract.listRejectedEvents, { id: site.id, limit: 2 })
    const second = await server.admin.call(contract.listRejectedEvents, {
      id: site.id,
      limit: 2,
      after: first.next!,
    })
    expect(
      [...first.data, ...second.data].map(({ body }) => (body as { event: string }).event),
    ).toEqual(['c', 'b', 'a'])
    expect(second.next).toBeNull()
  })
  test('what was accepted of a source opens to its events and visits, another source’s left out', async () => {
    const [site, other] = [await openSite(server), await openSite(server)]
    for (const n of [1, 2, 3]) await site.send('/v1/t', { userId: 'opened', event: `Step ${n}` })
    await other.send('/v1/p', page('elsewhere', { anonymousId: 'other-device' }))
    await site.send('/v1/p', page('here', { anonymousId: 'own-device' }))
    await waitUntilFollowed(server)
    const customer = await waitForCustomer(server.admin, 'opened')
    const list = (input: object) =>
      server.admin.call(contract.listSourceEvents, { id: site.id, ...input })
    const first = await list({ limit: 3 })
    const rest = await list({ limit: 3, after: first.next! })
    expect(first.data).toMatchObject([
      { kind: 'page', customerId: null },
      { name: 'Step 3', customerId: customer.id },
      { name: 'Step 2' },
    ])
    expect(rest).toMatchObject({ data: [{ name: 'Step 1' }], next: null })
    const { data } = await server.admin.call(contract.listSources, { limit: 200 })
    const { visits } = data.find(({ id }) => id === site.id)!
    const { data: begun } = await server.admin.call(contract.listVisits, { sourceId: site.id })
    expect(visits).toBe(begun.length)
    expect(begun.map(({ anonymousId }) => anonymousId)).toEqual(['own-device'])
  })
})
