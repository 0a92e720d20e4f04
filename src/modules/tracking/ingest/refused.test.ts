import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { listRejectedEvents, listVisits } from '../contract.ts'
import { codeOf, openSite, page, waitUntilFollowed } from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

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
    ['an id that JSON rounds', { type: 'page', userId: 2 ** 53 }, 'event.no_id'],
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
      const of = async (code: string) => {
        const input = { id: site.id, code }
        return (await server.admin.call(listRejectedEvents, input)).data.length
      }
      expect([await of(code), await of('event.no_such')]).toEqual([1, 0])
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
      .poll(async () => (await site.post('/v1/p', page('during'))).status, { timeout: 40_000 })
      .toBe(200)
    expect((await site.events()).map(({ message_id }) => message_id)).toEqual(['before', 'during'])
  })

  test('an event that cannot be taken is set aside, and those after it are taken', async () => {
    const { db } = server.services
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`.execute(
      db,
    )
    await sql`create trigger poison before insert on visit for each row when (new.anonymous_id = 'poison') execute function refuse()`.execute(
      db,
    )
    // And events of a workspace that was removed meanwhile hold nobody up.
    await sql`insert into tracked_event (workspace_id, id, source_id, kind, message_id, anonymous_id, user_id, at, received_at, properties)
      values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'page', 'm', 'd', 'u', now(), now(), '{}')`.execute(
      db,
    )
    const site = await openSite(server)
    const look = (anonymousId: string, messageId: string) => page(messageId, { anonymousId })
    await site.send('/v1/batch', {
      batch: [look('sound', 'one'), look('poison', 'two'), look('sound', 'three')],
    })
    await waitUntilFollowed(server)
    const { data } = await server.admin.call(listVisits, { limit: 200 })
    const visits = data.filter(({ anonymousId }) => /sound|poison/.test(anonymousId))
    expect(visits).toMatchObject([{ anonymousId: 'sound', pageCount: 2 }])
    const aside = await db.selectFrom('reader_failure').select(['reader', 'error']).execute()
    expect(aside).toEqual([{ reader: 'tracked-visits', error: 'no' }])
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
