import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { componentOf, identifiersOf, personalData, rememberErased } from '../customers/index.ts'
import { waitForCustomer } from '../tracking/testing.ts'
import * as contract from './contract.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const call: TestServer['admin']['call'] = (endpoint, input) => server.admin.call(endpoint, input)
const put = (externalId: string, more: object = {}) =>
  call(contract.ordersIn.put, { externalId, currency: 'JPY', ...more })
const orderOf = (id: string) => call(contract.getOrder, { id })
const listed = async (input: object) => (await call(contract.listOrders, input)).data

test('erasing a person keeps what was sold for how much, and nothing that says to whom', async () => {
  const { id } = await put('G-1', {
    total: 700,
    items: [{ name: 'Vase', price: 700 }],
    customer: { email: 'g1@buyer.example' },
    contact: { address: 'Kyoto, Gion 1' },
  })
  const claim = { externalId: 'G-1', orderExternalId: 'G-1', reason: 'My hand was cut' }
  await call(contract.claimsIn.put, claim)
  const customer = await waitForCustomer(server.admin, 'g1@buyer.example')
  const imported = { workspace_id: server.workspaceId, import_id: newId() }
  const was = { fields: { contact: { was: { address: 'Gion 2' }, put: null } }, steps: [] }
  await server.services.db
    .insertInto('import')
    .values({
      workspace_id: server.workspaceId,
      id: imported.import_id,
      kind: 'orders',
      name: 'orders.csv',
      bytes: 1,
      actor_type: 'system',
      actor_id: 'test',
      created_at: new Date(),
    })
    .execute()
  const before = JSON.stringify({ order: 'updated', was })
  await server.services.db
    .insertInto('import_row')
    .values({ ...imported, row: 1, subject_id: id!, created: false, before })
    .execute()
  const copies: string[] = []
  await inTransaction(systemContext(server.services, server.workspaceId, 'test'), async (ctx) => {
    const identifiers = await identifiersOf(ctx, customer.id)
    const person = { ids: await componentOf(ctx, customer.id), identifiers }
    await rememberErased(ctx, identifiers)
    for (const kind of personalData().filter(({ name }) =>
      /^(orders|carts|deliveries)/.test(name),
    )) {
      copies.push(JSON.stringify(await kind.read(ctx, person, { after: null, limit: 10 })))
      expect(await kind.erase(ctx, person, { limit: 10 })).toEqual({ more: false })
    }
  })
  expect(copies.join()).toMatch(/Gion 1.*My hand was cut/)
  const order = await orderOf(id!)
  expect(order).toMatchObject({ total: 700, items: [{ name: 'Vase' }], customer: null })
  expect(JSON.stringify(order)).not.toMatch(/Gion|hand/)
  expect(await listed({ customerId: customer.id })).toEqual([])
  const row = await server.services.db.selectFrom('import_row').selectAll().executeTakeFirst()
  expect(row!.before).toEqual({ order: 'updated', was: { fields: {}, steps: [] } })

  // The shop tells it again: what was sold goes on, whose it was is left out, and that is said.
  const again = await put('G-1', {
    state: 'shipped',
    contact: { address: 'Kyoto, Gion 1' },
    customer: { userId: 'another-name-of-theirs' },
  })
  expect(again).toMatchObject({ outcome: 'updated', problems: [{ message: 'order.erased' }] })
  const { results } = await call(contract.claimsIn.bulk, { rows: [claim] })
  expect(results).toMatchObject([{ problems: [{ message: 'order.erased' }] }])
  const other = await put('G-2', {
    total: 5,
    customer: { email: 'G1@buyer.example' },
    contact: { address: 'Kyoto, Gion 1' },
  })
  expect(other).toMatchObject({ outcome: 'created', problems: [{ message: 'customer.erased' }] })
  const shown = [await orderOf(id!), await orderOf(other.id!)]
  expect(shown.map(({ state, customer }) => [state, customer])).toEqual([
    ['shipped', null],
    ['placed', null],
  ])
  expect(JSON.stringify(shown)).not.toMatch(/Gion|hand/)
  expect(await put('G-1', { state: 'delivered' })).toMatchObject({ problems: [] })
})
