import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { recordAll } from '../../../foundation/server/events/record.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import * as customers from '../contract.ts'
import { customerUpdated } from '../events.ts'
import { eachPrintedPair, resolveSender, searchDuplicates } from '../index.ts'
import { compareAll } from './compare-all.ts'
import * as contract from './contract.ts'
import { createBeat } from './progress.ts'
import { readScheme } from './scheme.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

const ctx = () => systemContext(server.services, server.workspaceId, 'test')

let people = 0
/** Somebody who wrote a mail and of whom this is known besides. */
const known = async (fields: Record<string, string>, email = `p${++people}@duplicates.example`) => {
  const sender = await inTransaction(ctx(), (ctx) =>
    resolveSender(ctx, { type: 'email', value: email, name: fields.name }, 'mail'),
  )
  const { customerId } = sender!
  const names = Object.keys(fields).filter((field) => field !== 'name')
  await sql`insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
    select ${server.workspaceId}, ${customerId}, f, 'import:1', 'claimed', v, now()
    from unnest(${names}::text[], ${names.map((one) => fields[one]!)}::text[]) as w (f, v)`.execute(
    server.services.db,
  )
  return customerId
}
const list = async (state: 'open' | 'later' = 'open') =>
  (await server.admin.call(contract.listDuplicates, { state })).data
const pairOf = async (one: string, other: string) => {
  const [a, b] = [one, other].sort()
  return (await list()).find((pair) => pair.a.id === a && pair.b.id === b)
}
const decide = (a: string, b: string, decision: 'same' | 'different' | 'later') =>
  server.admin.call(contract.decideDuplicate, { a, b, decision })

/** Strangers, so that there is something to learn from. */
const crowd = async () => {
  const families = ['佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '山本', '中村', '小林', '加藤']
  const givens = ['一郎', '花子', '健太', '美咲', '翔太', '愛', '大輔', '恵子', '直樹', '由美']
  await sql`with made as (
      insert into customer (workspace_id, id, name, created_at)
      select ${server.workspaceId}, gen_random_uuid(),
        (${families}::text[])[1 + n / 10 % 10] || ' ' || (${givens}::text[])[1 + n % 10], now() from generate_series(0, 199) n
      returning id, name)
    insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
    select ${server.workspaceId}, id, field, 'import:0', 'claimed', value, now() from (
      select id, name, row_number() over () as n from made) m cross join lateral (values
        ('name', name), ('phone', '080' || lpad((n * 7919 % 100000000)::text, 8, '0')),
        ('birthday', (date '1950-01-01' + (n * 97 % 20000)::int)::text)) as f (field, value)`.execute(
    server.services.db,
  )
}

test('the same person written twice is found and explained, a family is not, and decisions are remembered', async () => {
  await crowd()
  const taro = await known({
    name: '髙橋 太郎',
    family_kana: 'タカハシ',
    given_kana: 'タロウ',
    phone: '090-1111-2222',
    birthday: '1980-01-05',
    postcode: '150-0041',
    street: '神南１丁目２番３号',
  })
  const again = await known({
    name: 'Taro Takahashi',
    phone: '+81 90 1111 2222',
    birthday: '1980-01-05',
  })
  const wife = await known({
    name: '髙橋 良子',
    phone: '090-1111-2222',
    birthday: '1983-07-21',
    postcode: '150-0041',
    street: '神南1-2-3',
  })
  await server.admin.call(contract.startDuplicateSearch, { whole: true })
  await waitFor('the search', async () => {
    const { state, done, total } = await server.admin.call(contract.getDuplicateSearch, {})
    return state === 'done' && done === total
  })
  const pair = (await pairOf(taro, again))!
  expect(pair.score).toBeGreaterThan(0.95)
  expect(pair.reasons).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'reading', level: 0 }),
      expect.objectContaining({ field: 'phone', level: 0 }),
      expect.objectContaining({ field: 'birthday', level: 0 }),
    ]),
  )
  expect(await pairOf(taro, wife)).toBeUndefined()
  const side = await server.admin.call(contract.getDuplicate, { a: taro, b: again })
  expect(side).toMatchObject({ a: { id: taro }, b: { id: again }, warnings: [] })
  expect(side.fields).toEqual(
    expect.arrayContaining([{ field: 'name', a: '髙橋 太郎', b: 'Taro Takahashi' }]),
  )

  // Later stays to be found again; different is not asked again, nor is it after another search.
  await decide(taro, again, 'later')
  expect(await pairOf(taro, again)).toBeUndefined()
  expect((await list('later')).map(({ a, b }) => [a.id, b.id])).toEqual([[taro, again].sort()])
  await decide(taro, again, 'different')
  expect(await list('later')).toEqual([])
  await searchDuplicates(ctx(), { whole: true })
  expect(await pairOf(taro, again)).toBeUndefined()
})

test('only what changed is compared again, and who is merged is a linked pair from then on', async () => {
  const mine = {
    name: '斎藤 結衣',
    phone: '070-2222-3333',
    birthday: '1991-03-04',
    postcode: '060-0042',
  }
  const one = await known(mine)
  const other = await known({ ...mine, name: '齋藤　結衣', phone: '０７０２２２２３３３３' })
  // Who others still write to is not compared before they are done: that takes another search.
  await waitFor('the pair', async () => {
    await searchDuplicates(ctx())
    return (await pairOf(one, other)) !== undefined
  })
  const { total } = await server.admin.call(contract.getDuplicateSearch, {})
  expect(total).toBeLessThan(10)
  const printed = async () => {
    const lines = []
    for await (const pair of eachPrintedPair(ctx())) lines.push(pair)
    return lines.filter(({ a, b }) => [a.id, b.id].includes(one))
  }
  expect(await printed()).toMatchObject([{ kind: 'candidate', score: expect.any(Number) }])
  const { actId } = await decide(one, other, 'same')
  expect(await pairOf(one, other)).toBeUndefined()
  expect(await printed()).toMatchObject([
    {
      kind: 'linked',
      a: { id: one, externalId: expect.stringMatching(/@duplicates.example$/) },
      b: { id: other, externalId: expect.stringMatching(/@duplicates.example$/) },
      score: expect.any(Number),
      reasons: expect.arrayContaining([
        { rule: 'staff' },
        expect.objectContaining({ field: 'phone', level: 0 }),
      ]),
    },
  ])
  await server.admin.call(customers.undoIdentityAct, { actId: actId! })
  await searchDuplicates(ctx())
  expect(await pairOf(one, other)).toBeUndefined()
})

test('comparing all at once in memory and comparing what changed find the same pairs', async () => {
  for (let n = 0; n < 15; n += 1) {
    const twice = { phone: `080-5555-${1000 + n * 7}`, birthday: `19${60 + n}-0${1 + (n % 9)}-11` }
    await known({ name: `岡崎 ${'春夏秋冬'[n % 4]}${'子美江'[n % 3]}`, ...twice })
    await known({ name: n % 2 ? `岡﨑${'春夏秋冬'[n % 4]}${'子美江'[n % 3]}` : '', ...twice })
  }
  const pairs = async () => {
    const { rows } =
      await sql`select a, b, round(odds::numeric, 6) as odds, reasons from duplicate_pair
      where workspace_id = ${server.workspaceId} and state = 'open' order by a, b`.execute(
        server.services.db,
      )
    return rows
  }
  await searchDuplicates(ctx(), { whole: true })
  const found = await pairs()
  expect(found.length).toBeGreaterThanOrEqual(15)
  await sql`delete from duplicate_pair where workspace_id = ${server.workspaceId} and state = 'open'`.execute(
    server.services.db,
  )
  await inTransaction(ctx(), async (ctx) => {
    const everybody = await ctx.db
      .selectFrom('customer')
      .select('id')
      .where('workspace_id', '=', ctx.workspaceId)
      .execute()
    await recordAll(
      ctx,
      customerUpdated,
      everybody.map(({ id }) => ({ subjects: { customerId: id }, facts: { fields: ['name'] } })),
    )
  })
  // The log is read only as far as nobody writes to it any more: that may take another search.
  await waitFor('as many pairs', async () => {
    await searchDuplicates(ctx())
    return (await pairs()).length >= found.length
  })
  expect(await pairs()).toEqual(found)
})

test('a search of everybody that was stopped, wherever, goes on and finds the same pairs', async () => {
  const { db } = server.services
  const found = async () => ({
    pairs: (
      await sql`select a, b, round(odds::numeric, 6) as odds from duplicate_pair
        where workspace_id = ${server.workspaceId} and state = 'open' order by a, b`.execute(db)
    ).rows,
    keys: (
      await sql`select k.key, k.customer_id from match_key k join match_record r
        on r.workspace_id = k.workspace_id and r.customer_id = k.customer_id
        where k.workspace_id = ${server.workspaceId} order by 1, 2`.execute(db)
    ).rows,
  })
  await searchDuplicates(ctx(), { whole: true })
  const whole = await found()
  const rows = { db, workspaceId: server.workspaceId }
  const { schema, position } = await db
    .selectFrom('match_search')
    .select(['schema', 'position'])
    .executeTakeFirstOrThrow()
  const scheme = await readScheme(ctx(), 1)
  const startOver = async () => {
    await sql`delete from match_key`.execute(db)
    await sql`delete from match_record`.execute(db)
    await sql`delete from duplicate_pair where state = 'open'`.execute(db)
    const startedAt = new Date()
    await sql`update match_search set state = 'running', schema = '[]', position = null, resume = null,
      done = 0, started_at = ${startedAt}, beat_at = now()`.execute(db)
    const total = 3000
    const resume = { position: position!, schema: JSON.stringify(schema), total }
    return { startedAt, done: 0, total, resume }
  }
  // After the first row, all rows, the pairs, the first keys and all of them.
  for (const steps of [2, 3, 4, 6, 8]) {
    const run = await startOver()
    let left = steps
    const killed = {
      get aborted() {
        left -= 1
        return left <= 0
      },
    }
    const stopped = await compareAll(rows, scheme, run.resume, createBeat(rows, run, killed))
    expect(stopped).toBe(true)
    // As if the server had been killed half a minute ago.
    await sql`update match_search set beat_at = now() - interval '31 seconds'`.execute(db)
    const before = await server.admin.call(contract.getDuplicateSearch, {})
    expect(before).toMatchObject({ state: 'cancelled', goesOn: true, secondsLeft: null })
    await searchDuplicates(ctx())
    const after = await server.admin.call(contract.getDuplicateSearch, {})
    expect(after).toMatchObject({ state: 'done', goesOn: false, done: after.total })
    expect(await found()).toEqual(whole)
  }
})

test('one search runs at a time, and a cancelled one stops', async () => {
  await sql`update match_search set state = 'running', beat_at = now() where workspace_id = ${server.workspaceId}`.execute(
    server.services.db,
  )
  await expect(searchDuplicates(ctx())).rejects.toMatchObject({ code: 'duplicate.searching' })
  expect(await server.admin.call(contract.cancelDuplicateSearch, {})).toMatchObject({
    state: 'cancelled',
  })
  const signal = AbortSignal.abort()
  await searchDuplicates(ctx(), { whole: true, signal })
  const { state, done, total } = await server.admin.call(contract.getDuplicateSearch, {})
  expect([state, done < total]).toEqual(['cancelled', true])
})
