import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { plantCustomer } from '../../testing/plant.ts'
import * as conversations from '../conversations/contract.ts'
import * as labels from '../labels/contract.ts'
import * as contract from './contract.ts'
import { type FieldValues, resolveSender, type Saying, sayFields, sayFieldsOf } from './index.ts'
import * as profile from './profile/contract.ts'

let server: TestServer
let admin: Caller
beforeAll(async () => {
  server = await startTestServer()
  admin = server.admin
})
afterAll(() => server?.stop())

let people = 0
const asTest = <T>(work: Parameters<typeof inTransaction<never, T>>[1]) =>
  inTransaction(systemContext(server.services, server.workspaceId, 'test') as never, work)
const meet = (email = `page-${++people}@customer.example`) =>
  asTest(
    async (ctx) => (await resolveSender(ctx, { type: 'email', value: email }, 'mail'))!.customerId,
  )
const say = (
  id: string,
  source: string,
  trust: 'staff' | 'verified' | 'claimed',
  values: FieldValues,
  at?: string,
) => asTest((ctx) => sayFields(ctx, id, source, trust, values, at ? new Date(at) : undefined))
const fieldOf = async (id: string, field: string) =>
  (await admin.call(profile.getProfile, { id })).fields.find((one) => one.field === field)
const find = async (search: string) =>
  (await admin.call(contract.listCustomers, { search, limit: 200 })).data.map((one) => one.id)
const waitToFind = (search: string, id: string) =>
  waitFor(`${search} to be found`, async () => (await find(search)).includes(id))

describe('fields', () => {
  test('show what staff say, else what is verified and latest, and tell where each came from', async () => {
    const id = await meet()
    await say(id, 'tracked', 'claimed', { phone: '03-0000-0000', company: '縁側商事' })
    await say(id, 'order:1', 'verified', { phone: '03-1234-5678' }, '2026-05-03T00:00:00Z')
    await say(id, 'order:2', 'verified', { phone: '03-9999-9999' }, '2026-04-01T00:00:00Z')
    const phone = await fieldOf(id, 'phone')
    expect(phone).toMatchObject({
      value: '03-1234-5678',
      from: { by: 'order', trust: 'verified', at: '2026-05-03T00:00:00.000Z' },
    })
    expect(phone!.others.map(({ value }) => value)).toEqual(['03-9999-9999', '03-0000-0000'])
    await admin.call(profile.changeFields, { id, fields: { phone: '', company: null } })
    expect((await fieldOf(id, 'phone'))!.value).toBe('03-1234-5678')
    expect(await fieldOf(id, 'company')).toMatchObject({ value: null, from: { by: 'member' } })
    await admin.call(profile.changeFields, { id, fields: { company: '' } })
    expect((await fieldOf(id, 'company'))!.value).toBe('縁側商事')
  })

  test('what a source said later is not undone by what it said before; what is no birthday is left out', async () => {
    const id = await meet()
    const told = { customerId: id, source: 'import:1', trust: 'claimed' } as const
    const sayings: Saying[] = [
      { ...told, values: { city: '横浜市', birthday: '1985/4/2' }, at: new Date('2026-02-02') },
      { ...told, values: { city: '藤沢市', birthday: '2023-02-30' }, at: new Date('2026-01-02') },
    ]
    await asTest((ctx) => sayFieldsOf(ctx, sayings))
    await say(id, 'import:1', 'claimed', { city: '川崎市' }, '2026-01-01T00:00:00Z')
    expect((await fieldOf(id, 'city'))!.value).toBe('横浜市')
    expect((await fieldOf(id, 'birthday'))!.value).toBe('1985-04-02')
  })

  test('a name in two parts is the name, family name first in Japanese', async () => {
    const [one, two] = [await meet(), await meet()]
    await say(one, 'order:1', 'verified', { family_name: '佐藤', given_name: '美咲' })
    await say(two, 'order:1', 'verified', { family_name: 'Berg', given_name: 'Emma' })
    expect((await admin.call(contract.getCustomer, { id: one })).name).toBe('佐藤 美咲')
    expect((await admin.call(contract.getCustomer, { id: two })).name).toBe('Emma Berg')
  })

  test('of your own take only what fits them', async () => {
    const id = await meet()
    const field = { key: 'size', titleEn: 'Size', titleJa: 'サイズ', place: 1 }
    await admin.call(profile.saveCustomField, { ...field, type: 'choice', choices: ['S', 'L'] })
    const set = (value: string) =>
      admin.call(profile.changeFields, { id, fields: { 'custom.size': value } })
    await expect(set('XXL')).rejects.toMatchObject({ code: 'customer.field_wrong' })
    expect((await set('L')).customFields).toMatchObject([{ key: 'size', choices: ['S', 'L'] }])
    expect((await fieldOf(id, 'custom.size'))!.value).toBe('L')
  })
})

describe('a search', () => {
  test('finds a name by parts of it in Han, kana and Latin letters, a mail and a telephone number', async () => {
    const id = await meet('m.sato77@customer.example')
    await say(id, 'order:1', 'verified', {
      family_name: '佐藤',
      given_name: '美咲',
      family_kana: 'サトウ',
      given_kana: 'ミサキ',
      phone: '+81 90-1234-5678',
    })
    await waitToFind('藤美', id)
    const words = ['佐', '佐藤　美', 'さと', 'ﾐｻｷ', 'さとうみさき', 'satoh', 'Misa', 'sato misaki']
    const others = ['sato77', 'M.SATO77@customer', '090-1234', '12345678', '佐藤 様']
    for (const word of [...words, ...others]) expect(await find(word), word).toContain(id)
    for (const word of ['佐々', 'サイ', 'saito', '1234567890', '%', '美藤'])
      expect(await find(word), word).not.toContain(id)
  })

  test('knows by the words of everybody merged, and by their own again after', async () => {
    const [into, from] = [await meet(), await meet()]
    await say(into, 'order:1', 'verified', { name: '鈴木 蓮' })
    await say(from, 'order:1', 'verified', { name: 'Zwiebel', phone: '045-777-0001' })
    await waitToFind('zwieb', from)
    const { actId } = await admin.call(contract.mergeCustomers, { id: into, otherId: from })
    await waitToFind('0457770001', into)
    expect(await find('0457770001')).toEqual([into])
    await admin.call(contract.undoIdentityAct, { actId })
    await waitToFind('0457770001', from)
    await waitFor('the other to be found by it no more', async () => {
      const found = await find('0457770001')
      return found.length === 1 && found[0] === from
    })
  })

  test('goes through all of them page by page, latest contact first', async () => {
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) ids.push(await meet(`paged-${n}@pages.example`))
    await waitFor('all', async () => (await find('paged-')).length === 5)
    const first = await admin.call(contract.listCustomers, { search: 'paged-', limit: 3 })
    const rest = await admin.call(contract.listCustomers, {
      search: 'paged-',
      limit: 3,
      after: first.next!,
    })
    expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(ids.reverse())
  })
})

describe('the page', () => {
  test('has notes that only their author changes, and the pinned ones first', async () => {
    const id = await meet()
    const agent = await server.as('agent')
    const note = await agent.call(profile.addCustomerNote, { id, text: 'Calls in the evening' })
    const change = { noteId: note.id, text: 'x' }
    await expect(admin.call(profile.changeCustomerNote, change)).rejects.toMatchObject({
      code: 'customer_note.not_yours',
    })
    await agent.call(profile.changeCustomerNote, { ...change, text: 'Calls at noon' })
    const { data } = await admin.call(profile.listNotes, { id })
    expect(data).toMatchObject([{ text: 'Calls at noon', editedAt: expect.any(String) }])
    const { data: shown } = await admin.call(contract.listTimeline, { id, search: 'NOON' })
    expect(shown.map(({ kind }) => kind)).toEqual(['customer-note'])
    for (const text of ['Second', 'Third']) await agent.call(profile.addCustomerNote, { id, text })
    const list = async () => {
      const texts: string[] = []
      for (let after: string | undefined; texts.length < 9; ) {
        const page = await admin.call(profile.listNotes, { id, limit: 1, after })
        texts.push(...page.data.map(({ text }) => text))
        if (!page.next) break
        after = page.next
      }
      return texts
    }
    await admin.call(profile.pinCustomerNote, { noteId: note.id, pinned: true })
    expect(await list()).toEqual(['Calls at noon', 'Third', 'Second'])
    await agent.call(profile.pinCustomerNote, { noteId: note.id, pinned: false })
    expect(await list()).toEqual(['Third', 'Second', 'Calls at noon'])
    const { data: all } = await admin.call(profile.listNotes, { id })
    for (const { id: noteId } of all) await admin.call(profile.removeCustomerNote, { noteId })
    expect((await admin.call(profile.listNotes, { id })).data).toEqual([])
  })

  test('knows companies and households, whose members follow a merge', async () => {
    const [a, b, c] = [await meet(), await meet(), await meet()]
    const company = await admin.call(profile.linkGroup, { id: a, name: '縁側商事', role: '購買' })
    const link = (id: string, role: string) =>
      admin.call(profile.linkGroup, { id, name: '縁側商事', role })
    expect((await link(b, 'Sales')).id).toBe(company.id)
    await admin.call(contract.mergeCustomers, { id: c, otherId: b })
    const { members } = await admin.call(profile.getGroup, { groupId: company.id })
    expect(members.map(({ customerId }) => customerId).sort()).toEqual([a, c].sort())
    await link(c, 'Board')
    expect((await admin.call(profile.getProfile, { id: c })).groups).toMatchObject([
      { id: company.id, kind: 'company', role: 'Board' },
    ])
    await admin.call(profile.unlinkGroup, { id: a, groupId: company.id })
    await admin.call(profile.unlinkGroup, { id: c, groupId: company.id })
    await expect(admin.call(profile.getGroup, { groupId: company.id })).rejects.toMatchObject({
      code: 'customer_group.missing',
    })
  })

  test('counts complaints, lists files and narrows the past by kind, channel, day and words', async () => {
    const { ids } = await plantCustomer(server, { words: 'kotoba', contact: 'page-7' }, null)
    const { customer: id, conversation } = ids
    const label = await admin.call(labels.createLabel, { name: 'Crossly', meaning: 'complaint' })
    await admin.call(conversations.setLabels, { id: conversation, labelIds: [label.id] })
    // A second click before the first is through.
    await Promise.all(
      [1, 2, 3, 4].map(() => admin.call(contract.updateCustomer, { id, labelIds: [label.id] })),
    )
    expect((await admin.call(profile.getProfile, { id })).complaints).toBe(1)
    const files = await admin.call(profile.listCustomerFiles, { id })
    expect(files.data).toMatchObject([{ name: 'kotoba.txt', direction: 'in' }])
    const kinds = async (more: Record<string, string>) => {
      const { data } = await admin.call(contract.listTimeline, { id, ...more })
      return [...new Set(data.map(({ kind }) => kind))].sort()
    }
    expect(await kinds({ channel: 'email' })).toEqual(['message'])
    expect(await kinds({ channel: 'web-chat' })).toEqual([])
    expect(await kinds({ search: 'o-kotoba', kinds: 'track' })).toEqual(['track'])
    expect(await kinds({ search: 'nowhere' })).toEqual([])
    expect(await kinds({ to: '2020-01-01' })).toEqual([])
    expect((await kinds({ from: '2020-01-01' })).length).toBeGreaterThan(4)
  })
})
