import Encoding from 'encoding-japanese'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemContext } from '../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import * as customers from '../customers/contract.ts'
import { rememberErased, resolveTracked } from '../customers/index.ts'
import * as contract from './contract.ts'
import type { RowSet } from './rows/contract.ts'
import { begin, importFile, upload, waitForState } from './testing.ts'

const toShiftJis = (text: string) =>
  new Uint8Array(
    Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' }) as number[],
  )

const japanese = [
  '会員番号,氏名,フリガナ,メールアドレス,電話番号,郵便番号,住所,生年月日',
  'A-001,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,TARO@Example.jp,０９０－１２３４－５６７８,1500001,東京都渋谷区神宮前1-2-3,S60.4.2',
  'A-002,髙橋 花子,タカハシ ハナコ,hanako@example.jp,9011112222,600001,北海道札幌市中央区1,1990/1/3',
  'A-003,名前だけ,,これはメールではない,,,,',
  ',番号なし,,,,,,',
  '"A-004","改行","","kai@example.jp","","","東京都',
  '千代田区",昨日',
].join('\r\n')

describe('an import of customers', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.stop())

  const find = async (identifier: string) =>
    (await server.admin.call(customers.listCustomers, { identifier })).data
  const show = async (identifier: string) => {
    const [one] = await find(identifier)
    return server.admin.call(customers.getCustomer, { id: one!.id })
  }
  const count = async () => {
    const { rows } = await sql<Record<string, number>>`
      select (select count(*)::int from customer) as customers, (select count(*)::int from identifier) as identifiers,
        (select count(*)::int from customer_field) as fields`.execute(server.services.db)
    return rows[0]!
  }

  /** What opens of a count: each row with whom or what it came to. */
  const open = async (id: string, of: RowSet, limit?: number) => {
    const { data, next } = await server.admin.call(contract.listImportRows, { id, of, limit })
    return { next, rows: data.map(({ row, subject }) => [row, subject?.name]), data }
  }

  it('reads what Excel writes in Japan, proposes what each column is, and shows what the rows would become', async () => {
    const { admin } = server
    const id = await upload(admin, toShiftJis(japanese), { name: '顧客.csv' })
    const { reading, columns } = await admin.call(contract.readImport, { id })
    expect(reading).toEqual({ format: 'csv', encoding: 'shift_jis', delimiter: ',', header: true })
    expect(columns.map(({ target }) => target)).toEqual([
      'member_number',
      'name',
      'kana',
      'email',
      'phone',
      'postcode',
      'address',
      'birthday',
    ])
    const mapping = { columns: Object.fromEntries(columns.map((one) => [one.name, one.target])) }
    const { rows } = await admin.call(contract.previewImport, { id, mapping })
    expect(rows[0]!.values).toMatchObject({
      name: '山田 太郎',
      family_name: '山田',
      family_kana: 'ヤマダ',
      given_kana: 'タロウ',
      phone: '090-1234-5678',
      postcode: '150-0001',
      region: '東京都',
      street: '渋谷区神宮前1-2-3',
      birthday: '1985-04-02',
    })
    expect(rows[1]!.values).toMatchObject({
      phone: '09011112222',
      postcode: '060-0001',
      region: '北海道',
    })
    expect(rows.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      [],
      [],
      ['email_invalid'],
      ['no_identifier'],
      ['date_invalid'],
    ])
    expect((await admin.call(contract.getImport, { id })).rows).toBe(0)
    await admin.call(contract.removeImport, { id })
  })

  it('brings them in with counts that add up, changes nothing the second time, and is taken back without a trace', async () => {
    const { admin } = server
    const before = await count()
    const first = await importFile(admin, japanese, { mapping: { trust: 'verified' } })
    expect(first).toMatchObject({
      rows: 5,
      created: 4,
      updated: 0,
      unchanged: 0,
      failed: 1,
      warnings: 2,
    })
    const taro = await show('taro@example.jp')
    expect(taro.name).toBe('山田 太郎')
    for (const search of ['山田', 'やまだ', 'yamada taro', '1234-5678', 'taro@exam', 'a-001']) {
      const { data } = await admin.call(customers.listCustomers, { search })
      expect([search, data.map(({ id }) => id)]).toEqual([search, [taro.id]])
    }
    expect(taro.identifiers.map(({ type, value, trust }) => [type, value, trust]).sort()).toEqual([
      ['email', 'TARO@Example.jp', 'verified'],
      ['member_number', 'A-001', 'verified'],
      ['phone', '090-1234-5678', 'verified'],
    ])
    const again = await importFile(admin, `\uFEFF${japanese}`, { mapping: { trust: 'verified' } })
    expect(again).toMatchObject({ rows: 5, created: 0, updated: 0, unchanged: 4, failed: 1 })
    const everybody = [
      [2, '山田 太郎'],
      [3, '髙橋 花子'],
      [4, '名前だけ'],
    ]
    expect((await open(again.id, 'unchanged')).rows).toEqual([...everybody, [6, '改行']])
    expect(await open(first.id, 'created', 3)).toMatchObject({ rows: everybody, next: '4' })
    expect((await open(first.id, 'rows')).rows).toHaveLength(5)
    expect((await open(first.id, 'failed')).data).toMatchObject([
      { row: 5, outcome: 'failed', subject: null, problems: [{ code: 'no_identifier' }] },
    ])
    expect((await open(first.id, 'warnings')).rows).toEqual([
      [4, '名前だけ'],
      [6, '改行'],
    ])
    await admin.call(contract.undoImport, { id: first.id })
    const undone = await waitForState(admin, first.id, 'undone')
    expect(undone.undo).toMatchObject({ removed: 4, restored: 0, kept: 0, progress: 1 })
    expect(undone.undo).toMatchObject({ rowsPerSecond: expect.any(Number), secondsLeft: null })
    expect((await open(first.id, 'removed')).data).toMatchObject([
      { row: 2, outcome: 'created', undone: 'removed', subject: null },
      { row: 3 },
      { row: 4 },
      { row: 6 },
    ])
    expect(await count()).toEqual(before)
  })

  it('keeps people apart whose own numbers differ though they share a telephone and an address', async () => {
    const { admin } = server
    const family = [
      '会員番号,氏名,メールアドレス,電話番号',
      'F-1,佐藤 一郎,sato@family.example,03-1111-2222',
      'F-2,佐藤 二葉,sato@family.example,03-1111-2222',
      'F-3,佐藤 三郎,,03-1111-2222',
    ].join('\n')
    const { id, created } = await importFile(admin, family, { mapping: { trust: 'verified' } })
    expect(created).toBe(3)
    expect((await show('sato@family.example')).name).toBe('佐藤 一郎')
    const response = await admin.fetch(`/api/v1/imports/${id}/problems.csv?locale=ja`)
    const csv = Buffer.from(await response.arrayBuffer()).toString('utf8')
    expect(csv.startsWith('\uFEFF行,結果,コード,内容,元の行\r\n')).toBe(true)
    expect(csv).toContain(
      '3,この値を除いて取り込みました,import.left_shared-value,この「メールアドレス」は',
    )
  })

  it('changes somebody known, and puts back what was there', async () => {
    const { admin } = server
    await importFile(admin, 'email,name,phone\nknown@example.com,Old Name,03-5555-0001\n', {
      mapping: { trust: 'claimed' },
    })
    const before = await show('known@example.com')
    const second = await importFile(
      admin,
      'email,customer number,name\nknown@example.com,C-77,New Name\nfresh@example.com,C-78,Fresh\n',
      { mapping: { trust: 'verified' } },
    )
    expect(second).toMatchObject({ created: 1, updated: 1 })
    expect(await show('C-77')).toMatchObject({ id: before.id, name: 'New Name' })
    // What staff say of a new one since is theirs to keep.
    const fresh = await show('fresh@example.com')
    await admin.call(customers.updateCustomer, { id: fresh.id, name: 'Ms Fresh' })
    await admin.call(contract.undoImport, { id: second.id })
    expect((await waitForState(admin, second.id, 'undone')).undo).toMatchObject({
      removed: 0,
      restored: 1,
      kept: 1,
      progress: 1,
    })
    const after = await show('known@example.com')
    expect(after).toMatchObject({ id: before.id, name: 'Old Name' })
    expect(after.identifiers.map(({ type, value, trust }) => [type, value, trust]).sort()).toEqual(
      before.identifiers.map(({ type, value, trust }) => [type, value, trust]).sort(),
    )
    expect(await find('C-77')).toEqual([])
    expect((await show('fresh@example.com')).name).toBe('Ms Fresh')
    expect((await open(second.id, 'restored')).rows).toEqual([[2, 'Old Name']])
    expect((await open(second.id, 'kept')).data).toMatchObject([
      { row: 3, subject: { name: 'Ms Fresh' }, problems: [{ code: 'kept_customer' }] },
    ])
  })

  it('stops when asked, goes on where it was, and leaves no formula in the file of problems', async () => {
    const { admin } = server
    const rows = Array.from({ length: 3000 }, (_, n) => `many-${n}@example.net,Person ${n}`)
    rows[10] = '=HYPERLINK("http://evil.example"),Nobody'
    const id = await upload(admin, `email,name\n${rows.join('\n')}\n`)
    await begin(admin, id)
    await admin.call(contract.cancelImport, { id }).catch(() => undefined)
    const stopped = await admin.call(contract.getImport, { id })
    expect(stopped.created + stopped.updated + stopped.unchanged + stopped.failed).toBe(
      stopped.rows,
    )
    if (stopped.state === 'cancelled') await admin.call(contract.startImport, { id })
    const done = await waitForState(admin, id, 'done')
    expect(done).toMatchObject({ rows: 3000, created: 2999, failed: 1, progress: 1 })
    const csv = await (await admin.fetch(`/api/v1/imports/${id}/problems.csv`)).text()
    expect(csv).toContain(`12,not imported,import.no_identifier,`)
    expect(csv).not.toMatch(/(^|,|")=HYPERLINK/m)
  })

  it('reads JSON Lines and says no to a mapping that tells nobody apart', async () => {
    const { admin } = server
    const line = { email: 'json@example.org', name: 'J\u001b\u0007o', custom: { size: 'L' } }
    // Rounded, as JavaScript reads them, both would be one; and what is left out may be called anything.
    const long = '{"user_id":90071992547409931,"constructor":1}\n{"user_id":90071992547409932}'
    const id = await upload(admin, `${JSON.stringify(line)}\n${long}\n{broken\n`, {
      name: 'a.jsonl',
      parts: 1,
    })
    const { columns } = await admin.call(contract.readImport, { id })
    expect(columns.map(({ name }) => name).slice(0, 3)).toEqual(['email', 'name', 'custom.size'])
    const refused = async (text: string, code: string) => {
      const other = await upload(admin, text, { parts: 1 })
      await expect(admin.call(contract.readImport, { id: other })).rejects.toThrow(code)
    }
    await refused(`[${JSON.stringify(line)},\n${JSON.stringify(line)}]`, 'import.not_json_lines')
    await refused('PK\u0003\u0004\u0014\0', 'import.not_text')
    await refused('email,name\n', 'import.empty')
    await expect(upload(admin, '')).rejects.toThrow('import.empty')
    const wrong = { columns: { name: 'name' } }
    await expect(admin.call(contract.startImport, { id, mapping: wrong })).rejects.toMatchObject({
      code: 'import.no_identifier_column',
    })
    const same = { email: 'email', name: 'name', 'custom.size': 'custom.size', user_id: 'user_id' }
    const mapping = { columns: same }
    await admin.call(contract.startImport, { id, mapping })
    expect(await waitForState(admin, id, 'done')).toMatchObject({ created: 3, failed: 1 })
    expect((await show('json@example.org')).name).toBe('Jo')
  })

  it('joins what nobody vouches for to whom the register proves it is, and parts them again', async () => {
    const { admin, services, workspaceId } = server
    const ctx = systemContext(services, workspaceId, 'test')
    const visitor = await resolveTracked(ctx, { userId: 'site-1', email: 'seen@site.example' })
    await importFile(admin, '会員番号,氏名\nJ-1,結合 太郎\n', { mapping: { trust: 'verified' } })
    const member = '会員番号,メールアドレス\nJ-1,seen@site.example\n'
    const joined = await importFile(admin, member, { mapping: { trust: 'verified' } })
    expect(joined).toMatchObject({ updated: 1, warnings: 0 })
    const whole = await show('seen@site.example')
    expect(whole.identifiers.map(({ type, trust }) => `${type} ${trust}`).sort()).toEqual([
      'email verified',
      'member_number verified',
      'user_id claimed',
    ])
    await admin.call(contract.undoImport, { id: joined.id })
    await waitForState(admin, joined.id, 'undone')
    const apart = await show('seen@site.example')
    expect(apart.id).toBe(visitor)
    expect(apart.identifiers.map(({ type, trust }) => `${type} ${trust}`).sort()).toEqual([
      'email claimed',
      'user_id claimed',
    ])
    const { rows } =
      await sql`select 1 from identity_ruling where ${visitor}::uuid in (a, b)`.execute(services.db)
    expect(rows).toEqual([])
  })

  it('writes nothing of a person who was erased', async () => {
    const { admin, services, workspaceId } = server
    const ctx = systemContext(services, workspaceId, 'test')
    await rememberErased(ctx, [{ type: 'email', value: 'erased@gone.example' }])
    const file =
      'email,name,phone\nErased@gone.example,Gone,03-7777-7777\nstays@here.example,Here,\n'
    expect(await importFile(admin, file)).toMatchObject({ created: 1, failed: 1 })
    expect(await find('erased@gone.example')).toEqual([])
    const { rows } = await sql`select 1 from identifier where value like '%37777777'`.execute(
      services.db,
    )
    expect(rows).toEqual([])
  })
})
