import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as widget from '../web-chat/contract.ts'
import { openShop, type Shop, write } from '../web-chat/testing.ts'
import * as contract from './contract.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.stop())

const list = async (input: { limit?: number; after?: string; search?: string } = {}) =>
  shop.agent.call(contract.listCustomers, input)

test('customers are listed by when they were last heard from, page by page', async () => {
  for (const name of ['a', 'b', 'c', 'a'])
    await shop.mail({ from: `${name}@list.example`, text: `words of ${name} ${Math.random()}` })
  const { data } = await list()
  expect(data.map(({ shown }) => shown)).toEqual([
    'a@list.example',
    'c@list.example',
    'b@list.example',
  ])
  const times = data.map(({ lastContactAt }) => lastContactAt!)
  expect(times).toEqual([...times].sort().reverse())
  const first = await list({ limit: 2 })
  const second = await list({ limit: 2, after: first.next! })
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(data.map(({ id }) => id))
  expect(second.next).toBeNull()
})

test('who becomes part of somebody known brings the last contact along', async () => {
  const known = await shop.mail({ from: 'known@list.example', text: 'first by mail' })
  await shop.mail({ from: 'between@list.example', text: 'somebody else' })
  const visitor = await shop.visit()
  await write(visitor, 'nobody yet')
  await visitor.call(widget.claimEmail, { email: 'known@list.example' })
  const { data } = await list()
  expect(data[0]!.id).toBe(known.customer.id)
  expect(Date.parse(data[0]!.lastContactAt!)).toBeGreaterThan(Date.parse(data[1]!.lastContactAt!))
})

test('whose address it is comes first, then whose begins so, then whose name reads so, page by page', async () => {
  const write = (from: string, name: string) =>
    shop.mail({ from: `${name} <${from}>`, text: `words of ${from}` })
  await write('mori@list.example', 'A')
  await write('mori@list.example.net', 'B')
  for (const n of [1, 2, 3]) await write(`m${n}@list.example`, `Mori ${n}`)
  const shown = async (input: { search: string; limit?: number; after?: string }) => {
    const { data, next } = await list(input)
    return { shown: data.map((one) => one.shown), next }
  }
  const named = ['m3@list.example', 'm2@list.example', 'm1@list.example']
  const begins = ['mori@list.example.net', 'mori@list.example']
  await waitFor('all to be found', async () => (await list({ search: 'mori' })).data.length === 5)
  expect(await shown({ search: 'mori' })).toEqual({ shown: [...begins, ...named], next: null })
  expect((await shown({ search: 'MORI@list.example' })).shown).toEqual(begins.toReversed())
  const first = await shown({ search: 'mori', limit: 4 })
  const second = await shown({ search: 'mori', limit: 4, after: first.next! })
  expect([...first.shown, ...second.shown]).toEqual([...begins, ...named])
})

test('a page of a long list is read from its index', async () => {
  const { services, workspaceId } = shop.server
  await sql`insert into customer (workspace_id, id, created_at)
    select ${workspaceId}, gen_random_uuid(), now() - make_interval(mins => n) from generate_series(1, 20000) n`.execute(
    services.db,
  )
  await sql`analyze customer`.execute(services.db)
  const plan = await sql<{ 'QUERY PLAN': string }>`explain select id from customer
    where workspace_id = ${workspaceId} and merged_into is null
      and (coalesce(last_contact_at, created_at), id) < (now() - interval '1 day', ${workspaceId}::uuid)
    order by coalesce(last_contact_at, created_at) desc, id desc limit 51`.execute(services.db)
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toContain('customer_contact')
  expect(text).not.toContain('Sort')
})
