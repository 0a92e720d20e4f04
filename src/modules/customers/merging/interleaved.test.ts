import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as contract from '../contract.ts'
import { resolveSender } from '../index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

/** mulberry32: the same run again from the same seed. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const people = 10
const rounds = 15
const abreast = 4
const expected = [
  'customer.same',
  'customer.act-undone',
  'customer.split-all',
  'customer.split-none',
]

/** Whose each address is, and what everybody is called: all that merging could confuse. */
const readState = async (names: readonly string[], ids: readonly string[]) => {
  const owners = await Promise.all(
    names.map(async (identifier) => {
      const { data } = await server.admin.call(contract.listCustomers, { identifier })
      expect(data).toHaveLength(1)
      return data[0]!.id
    }),
  )
  const customers = await Promise.all(
    ids.map((id) => server.admin.call(contract.getCustomer, { id })),
  )
  return {
    owners,
    customers: customers.map(({ id, name, identifiers }) => ({
      id,
      name,
      identifiers: identifiers.map(({ value, trust }) => `${trust} ${value}`).sort(),
    })),
  }
}

test.each([
  { seed: 1, splits: false },
  { seed: 2, splits: false },
  { seed: 3, splits: true },
])(
  'merges and undos at the same time lose nobody, and undone they leave no trace ($seed, splits: $splits)',
  async ({ seed, splits }) => {
    const next = random(seed)
    const pick = <T>(all: readonly T[]) => all[Math.floor(next() * all.length)]!
    const names = Array.from({ length: people }, (_, n) => `p${n}-seed${seed}@interleaved.example`)
    const ids: string[] = []
    for (const value of names) {
      const ctx = systemContext(server.services, server.workspaceId, 'test')
      const made = await inTransaction(ctx, (ctx) =>
        resolveSender(ctx, { type: 'email', value, name: value.split('@')[0]! }, 'mail'),
      )
      ids.push(made!.customerId)
    }
    const before = await readState(names, ids)

    const acts: string[] = []
    const tryOne = async (work: () => Promise<{ actId?: string }>) => {
      try {
        const { actId } = await work()
        if (actId) acts.push(actId)
      } catch (error) {
        expect(expected).toContain((error as { code: string }).code)
      }
    }
    for (let round = 0; round < rounds; round += 1) {
      const moves = Array.from({ length: abreast }, () => {
        const [id, otherId, dice] = [pick(ids), pick(ids), next()]
        if (dice < 0.25 && acts.length > 0) {
          const actId = pick(acts)
          return () => server.admin.call(contract.undoIdentityAct, { actId }).then(() => ({}))
        }
        if (splits && dice < 0.4)
          return async () => {
            const { identifiers } = await server.admin.call(contract.getCustomer, { id })
            const identifierIds = identifiers.slice(0, 1).map((one) => one.id)
            if (identifierIds.length === 0) return {}
            return server.admin.call(contract.splitCustomer, { id, identifierIds })
          }
        return () => server.admin.call(contract.mergeCustomers, { id, otherId })
      })
      await Promise.all(moves.map(tryOne))
      const { owners } = await readState(names, ids)
      expect(owners).toHaveLength(people)
    }

    // Every merge taken back, in any order.
    for (let left = true, turns = 0; left && turns < 20; turns += 1) {
      left = false
      const all = new Set<string>()
      for (const id of ids)
        for (const act of (await server.admin.call(contract.listIdentityActs, { id })).data)
          if (!act.undone && act.kind === 'merge') all.add(act.id)
      for (const actId of [...all].sort(() => next() - 0.5)) {
        left = true
        await tryOne(() => server.admin.call(contract.undoIdentityAct, { actId }).then(() => ({})))
      }
    }
    const after = await readState(names, ids)
    expect(new Set(after.owners).size).toBe(people)
    // A split that stands is a decision of its own: the address stays with the person it was given to.
    if (!splits) expect(after).toEqual(before)
  },
  120_000,
)
