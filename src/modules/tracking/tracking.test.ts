import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import * as contract from './contract.ts'
import { save } from './ingest/save.ts'
import { openSite } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

const page = (messageId: string, more: object = {}) => ({
  type: 'page',
  messageId,
  anonymousId: 'device-1',
  name: 'Home',
  ...more,
})

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

describe('what is refused', () => {
  test.each([
    ['no JSON', '{"type":', {}, 400, 'tracking.not_json'],
    ['nothing', '', {}, 400, 'tracking.body_empty'],
    ['a number', '7', {}, 400, 'tracking.batch_missing'],
    ['no list', '{"batch":{}}', {}, 400, 'tracking.batch_missing'],
    [
      'Shift_JIS',
      Buffer.from([0x7b, 0x22, 0x83, 0x65, 0x22, 0x3a, 0x31, 0x7d]),
      { 'content-type': 'application/json; charset=shift_jis' },
      400,
      'tracking.not_utf8',
    ],
    [
      'UTF-16',
      Buffer.from('{"batch":[]}', 'utf16le'),
      { 'content-type': 'application/json; charset=utf-16' },
      400,
      'tracking.not_json',
    ],
    [
      'damaged gzip',
      gzipSync('{"batch":[]}').subarray(0, 20),
      { 'content-encoding': 'gzip' },
      400,
      'tracking.body_not_inflatable',
    ],
    [
      'an unknown packing',
      '{"batch":[]}',
      { 'content-encoding': 'zstd' },
      415,
      'tracking.encoding_unknown',
    ],
    [
      'a zip bomb',
      gzipSync(Buffer.alloc(512 * 1024 * 1024, ' ')),
      { 'content-encoding': 'gzip' },
      413,
      'tracking.body_too_large',
    ],
    ['more than 4 MB', ' '.repeat(4 * 1024 * 1024 + 1), {}, 413, 'input.too_large'],
    [
      'more than 5,000 events',
      JSON.stringify({ batch: Array(5001).fill({}) }),
      {},
      413,
      'tracking.too_many_events',
    ],
  ] as const)(
    '%s is answered with a code, and the server goes on',
    async (_what, body, headers, status, code) => {
      const site = await openSite(server)
      const response = await site.post('/v1/batch', body, headers)
      expect([response.status, await codeOf(response)]).toEqual([status, code])
      await site.send('/v1/batch', { batch: [page('after')] })
      expect(await site.events()).toHaveLength(1)
    },
  )

  test.each([
    ['a number', 7, 'event.not_an_object'],
    ['null', null, 'event.not_an_object'],
    ['a list', [], 'event.not_an_object'],
    ['no type', { userId: 'u' }, 'event.unknown_type'],
    ['a strange type', { type: 'purchase', userId: 'u' }, 'event.unknown_type'],
    ['no id', { type: 'page' }, 'event.no_id'],
    [
      'only meaningless ids',
      { type: 'page', userId: 'undefined', anonymousId: '0' },
      'event.no_id',
    ],
    ['an object for an id', { type: 'page', userId: { id: 1 } }, 'event.no_id'],
    ['a long id', { type: 'page', userId: 'u'.repeat(201) }, 'event.id_too_long'],
    ['a nameless track', { type: 'track', userId: 'u' }, 'event.no_name'],
    ['a long name', { type: 'track', userId: 'u', event: 'e'.repeat(1001) }, 'event.name_too_long'],
    ['a group of none', { type: 'group', userId: 'u' }, 'event.no_group_id'],
    ['an alias of none', { type: 'alias', userId: 'u' }, 'event.no_previous_id'],
    [
      'text as properties',
      { type: 'page', userId: 'u', properties: 'x' },
      'event.properties_not_an_object',
    ],
    [
      'a list as traits',
      { type: 'identify', userId: 'u', traits: [] },
      'event.traits_not_an_object',
    ],
    ['text as context', { type: 'page', userId: 'u', context: 'x' }, 'event.context_not_an_object'],
    [
      'over 32 KB',
      { type: 'page', userId: 'u', properties: { x: 'x'.repeat(33_000) } },
      'event.too_large',
    ],
    [
      'over 32 KB in bytes',
      { type: 'page', userId: 'u', properties: { x: 'あ'.repeat(11_000) } },
      'event.too_large',
    ],
  ] as const)(
    '%s as an event is kept aside with its reason, and the rest of the batch is stored',
    async (_what, bad, code) => {
      const site = await openSite(server)
      const batch = [page('before'), bad, page('after')]
      await site.send('/v1/batch', { batch })
      await site.send('/v1/batch', { batch })
      expect((await site.events()).map(({ message_id }) => message_id)).toEqual(['before', 'after'])
      const rejected = await site.rejected()
      expect(rejected.map((one) => one.code)).toEqual([code])
      expect(rejected[0]!.body).toEqual(bad)
      expect(await site.counts()).toEqual({ accepted: 2, duplicate: 2, rejected: 1 })
    },
  )

  test.each([100, 2000, 6000, 10_000, 15_000])(
    'an event nested %s levels deep harms nobody',
    async (depth) => {
      const site = await openSite(server)
      const deep = `{"type":"page","userId":"u","messageId":"deep","properties":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`
      await site.send(
        '/v1/batch',
        `{"batch":[${JSON.stringify(page('before'))},${deep},${JSON.stringify(page('after'))}]}`,
      )
      const stored = (await site.events()).map(({ message_id }) => message_id)
      const refused = (await site.rejected()).map(({ code }) => code)
      expect(stored.filter((id) => id !== 'deep')).toEqual(['before', 'after'])
      if (stored.length === 2)
        expect(refused).toEqual([expect.stringMatching(/^event\.(unstorable|nested_too_deeply)$/)])
      else expect([depth < 5000, refused]).toEqual([true, []])
    },
  )

  test('a single bad event on its own path is answered 200 and kept aside, as Segment does', async () => {
    const site = await openSite(server)
    await site.send('/v1/track', { event: 'x' })
    expect(await site.rejected()).toMatchObject([
      { code: 'event.no_id', detail: 'userId missing, anonymousId missing' },
    ])
  })
})

describe('once only', () => {
  test('ten requests at once with the same hundred events store each once, and the figures add up', async () => {
    const site = await openSite(server)
    const events = Array.from({ length: 100 }, (_, index) => page(`same-${index}`))
    const shuffled = (by: number) => [...events.slice(by), ...events.slice(0, by)]
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        site.send('/v1/batch', { batch: shuffled(index * 10) }),
      ),
    )
    expect(await site.events()).toHaveLength(100)
    expect(await site.counts()).toEqual({ accepted: 100, duplicate: 900, rejected: 0 })
  })

  test('two servers’ writes of the same events at once store each once', async () => {
    const site = await openSite(server)
    const { pool } = server.services
    const source = { workspaceId: server.workspaceId, id: site.id }
    const monday = Date.UTC(2026, 0, 5)
    await prepareWeeks(pool, monday)
    // Either side of a week's border, each in a connection and statement of its own.
    const write = (now: number, offset: number) =>
      save(pool, { ready: order(rows(source, 200), offset), refused: [] }, now)
    await Promise.all([
      write(monday - 5, 0),
      write(monday + 5, 100),
      write(monday - 1, 50),
      write(monday, 150),
    ])
    expect(await site.events()).toHaveLength(200)
    expect(await site.counts()).toEqual({ accepted: 200, duplicate: 600, rejected: 0 })
  })

  test.each([
    ['a second', 1000],
    ['midnight', 43_200_000],
    ['five days', 5 * 86_400_000],
    ['seven days', 7 * 86_400_000 - 1],
  ])(
    'an event that is sent again after %s is a repeat, on whatever day of the week it came',
    async (_what, later) => {
      const site = await openSite(server)
      const { pool } = server.services
      const source = { workspaceId: server.workspaceId, id: site.id }
      for (let hour = 0; hour < 7 * 24; hour += 6) {
        const first = Date.UTC(2026, 0, 5) + hour * 3_600_000
        await prepareWeeks(pool, first, first + later)
        const ready = rows(source, 1, `repeat-${hour}`)
        await save(pool, { ready, refused: [] }, first)
        await save(pool, { ready, refused: [] }, first + later)
      }
      expect(await site.counts()).toEqual({ accepted: 28, duplicate: 28, rejected: 0 })
    },
  )

  test('repeats inside one batch, and under two sources, are told apart', async () => {
    const [site, other] = [await openSite(server), await openSite(server)]
    await site.send('/v1/batch', { batch: [page('twice'), page('twice'), page('once')] })
    await other.send('/v1/batch', { batch: [page('twice')] })
    expect((await site.events()).map(({ message_id }) => message_id)).toEqual(['twice', 'once'])
    expect(await other.events()).toHaveLength(1)
  })

  test('a request without message ids that is sent again counts once, and its own equal events each count', async () => {
    const site = await openSite(server)
    const click = {
      type: 'track',
      userId: 'u-5',
      event: 'Click',
      timestamp: '2026-01-01T00:00:00Z',
    }
    const body = { batch: [click, click, { ...click, timestamp: '2026-01-01T00:00:01Z' }] }
    await site.send('/v1/batch', body)
    await site.send('/v1/batch', body)
    expect(await site.events()).toHaveLength(3)
  })

  test('a message id longer than 100 characters still tells a repeat', async () => {
    const site = await openSite(server)
    for (const end of ['a', 'b', 'a']) await site.send('/v1/p', page('m'.repeat(200) + end))
    expect(await site.events()).toHaveLength(2)
  })
})

describe('when it happened', () => {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString()
  const ago = (event: { at: Date; received_at: Date }) =>
    Math.round((event.received_at.getTime() - event.at.getTime()) / 60_000)

  test('a wrong clock of the sender is corrected, and all four times are kept', async () => {
    const site = await openSite(server)
    await site.send('/v1/batch', {
      sentAt: minutes(600),
      batch: [page('ahead', { timestamp: minutes(590) })],
    })
    await site.send(
      '/v1/p',
      page('behind', { originalTimestamp: '1970-01-01T00:00:00Z', sentAt: '1970-01-01T00:03:00Z' }),
    )
    const [ahead, behind] = await site.events()
    expect([ago(ahead!), ago(behind!)]).toEqual([10, 3])
    expect(behind!.original_at).toEqual(new Date(0))
    expect(behind!.sent_at).toEqual(new Date(180_000))
  })

  test.each([
    ['no time', undefined, undefined, 0],
    ['an hour ago without sending time', minutes(-60), undefined, 60],
    ['seconds since 1970', Math.floor(Date.now() / 1000) - 600, undefined, 10],
    ['milliseconds as text', String(Date.now() - 600_000), undefined, 10],
    ['no zone, so UTC', minutes(-30).replace('Z', ''), undefined, 30],
    ['nonsense', 'yesterday-ish', minutes(0), 0],
    ['1970 without sending time', '1970-01-01T00:00:00Z', undefined, 0],
    ['the year 3000', '3000-01-01T00:00:00Z', undefined, 0],
    ['a time in five minutes', minutes(5), undefined, 0],
    ['a sending time in the year 3000', minutes(-20), '3000-01-01T00:00:00Z', 20],
    ['an unreadable sending time', minutes(-20), 'NaN', 20],
    ['the year 20000', '+020000-01-01T00:00:00Z', undefined, 0],
  ])('%s is put where it makes sense', async (_what, timestamp, sentAt, minutesAgo) => {
    const site = await openSite(server)
    await site.send('/v1/p', page('m', { timestamp, sentAt }))
    const [event] = await site.events()
    expect(ago(event!)).toBe(minutesAgo)
  })

  test('a time that cannot be read stands in the context in the sender’s words', async () => {
    const site = await openSite(server)
    await site.send('/v1/p', page('m', { timestamp: 'yesterday-ish' }))
    expect(await site.events()).toMatchObject([
      { original_at: null, context: { originalTimestamp: 'yesterday-ish' } },
    ])
  })
})

describe('our own trouble', () => {
  test('while the database is away senders are told to come back, and lose nothing', async () => {
    const site = await openSite(server)
    await site.send('/v1/p', page('before'))
    const database = new URL(server.databaseUrl).pathname.slice(1)
    const root = new pg.Client({
      connectionString: server.databaseUrl.replace(`/${database}`, '/postgres'),
    })
    await root.connect()
    try {
      await root.query(`alter database ${database} with allow_connections false`)
      await root.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
      )
      const response = await site.post('/v1/p', page('during'))
      expect([response.status, Number(response.headers.get('retry-after')) > 0]).toEqual([
        503,
        true,
      ])
    } finally {
      await root.query(`alter database ${database} with allow_connections true`)
      await root.end()
    }
    await expect
      .poll(async () => (await site.post('/v1/p', page('during'))).status, { timeout: 15_000 })
      .toBe(200)
    expect((await site.events()).map(({ message_id }) => message_id)).toEqual(['before', 'during'])
  })

  test('nothing is acknowledged before its commit, and more than memory should hold is sent away for later', async () => {
    const site = await openSite(server)
    const body = (request: number) => ({
      batch: Array.from({ length: 120 }, (_, index) =>
        page(`heavy-${request}-${index}`, { properties: { x: 'x'.repeat(30_000) } }),
      ),
    })
    const blocker = new pg.Client({ connectionString: server.databaseUrl })
    await blocker.connect()
    let answers: Response[]
    try {
      await blocker.query('begin; lock table tracked_event in access exclusive mode')
      const asked = Array.from({ length: 25 }, (_, request) =>
        site.post('/v1/batch', body(request)),
      )
      const first = await Promise.race(asked)
      // The first answer that comes while the table is locked is a refusal.
      expect([first.status, first.headers.get('retry-after')]).toEqual([503, '5'])
      await blocker.query('rollback')
      answers = await Promise.all(asked)
    } finally {
      await blocker.end()
    }
    const taken = answers.filter(({ status }) => status === 200).length
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true)
    expect(await site.events()).toHaveLength(taken * 120)
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
        timeout: 15_000,
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
})

const rows = (source: { workspaceId: string; id: string }, count: number, name = 'row') =>
  Array.from({ length: count }, (_, index) => {
    const id = randomUUID()
    const at = '2026-01-05T00:00:00Z'
    return {
      source,
      messageId: `${name}-${index}`,
      row: JSON.stringify({
        w: source.workspaceId,
        s: source.id,
        i: id,
        k: 'page',
        n: '',
        m: `${name}-${index}`,
        a: 'd',
        at,
        re: at,
        p: {},
      }),
    }
  })

const order = <T>(list: T[], offset: number) => [...list.slice(offset), ...list.slice(0, offset)]

const prepareWeeks = async (pool: pg.Pool, ...moments: number[]) => {
  for (const moment of moments) {
    for (const days of [-14, -7, 0, 7]) {
      await pool.query('select ensure_week($1, $2::date)', [
        'tracked_message',
        new Date(moment + days * 86_400_000),
      ])
    }
  }
}
