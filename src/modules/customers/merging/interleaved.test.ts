import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as contract from '../contract.ts'
import { type ImportedPerson, resolveAllImported, resolveSender, resolveTracked } from '../index.ts'

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

/** What must hold at every moment, whoever did what at the same time: nothing, or what is broken. */
const readBroken = async () => {
  const { rows } = await sql<{ what: string; id: string }>`
    with recursive up as (
      select id, merged_into as next, id as at, 0 as steps from customer
      union all
      select up.id, c.merged_into, c.id, steps + 1 from up join customer c on c.id = up.next where steps < 100)
    select 'an identifier of nobody who stands' as what, i.id::text from identifier i
      left join customer c on c.id = i.customer_id and c.merged_into is null
      where i.customer_id is not null and c.id is null
    union all select 'another than the link log says', i.id::text from identifier i
      join lateral (select customer_id, trust from identifier_link l where l.identifier_id = i.id
        order by number desc limit 1) l on true
      where (l.customer_id, l.trust) is distinct from (i.customer_id, i.trust)
    union all select 'merged in a circle', id::text from up where steps = 100
    union all select 'not under who stands for them', c.id::text from customer c
      join up on up.id = c.id and up.next is null
      where c.root_id is distinct from nullif(up.at, c.id) and not (c.merged_into is null and c.root_id = c.id)
    union all select 'merged by an act that is undone', c.id::text from customer c
      where c.merged_into is not null and (not exists (select 1 from identity_act a
          where a.id = c.merge_act and a.from_id = c.id and a.kind in ('merge', 'absorb'))
        or exists (select 1 from identity_act u where u.undoes = c.merge_act))
    union all select 'undone twice', undoes::text from identity_act where undoes is not null
      group by undoes having count(*) > 1`.execute(server.services.db)
  return rows
}

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
  { seed: 1, others: [] },
  { seed: 2, others: ['split'] },
  { seed: 3, others: ['split', 'mail', 'site', 'import'] },
] as const)(
  'merges and undos at the same time as $others lose nobody, and undone they leave no trace ($seed)',
  async ({ seed, others }) => {
    const next = random(seed)
    const pick = <T>(all: readonly T[]) => all[Math.floor(next() * all.length)]!
    const names = Array.from({ length: people }, (_, n) => `p${n}-seed${seed}@interleaved.example`)
    const ids: string[] = []
    const ctx = systemContext(server.services, server.workspaceId, 'test')
    const write = (value: string) =>
      inTransaction(ctx, (ctx) =>
        resolveSender(ctx, { type: 'email', value, name: value.split('@')[0]! }, 'mail'),
      )
    for (const value of names) ids.push((await write(value))!.customerId)
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
        const other = dice < 0.6 ? others[Math.floor(next() * others.length)] : undefined
        // Some have been here before, some come twice at once.
        const email = next() < 0.5 ? pick(names) : `n${Math.floor(next() * 8)}-${names[0]}`
        const account = `account-${seed}-${Math.floor(next() * 8)}`
        if (other === 'mail') return () => write(email).then(() => ({}))
        if (other === 'site')
          return () => resolveTracked(ctx, { userId: account, email }).then(() => ({}))
        if (other === 'import')
          return async () => {
            const person = (type: string, value: string) => ({ type, value, shown: value })
            const rows: ImportedPerson[] = [
              { ids: [person('user_id', account), person('email', email)], fields: {} },
              { ids: [person('email', pick(names))], fields: { city: 'Osaka' } },
            ]
            await inTransaction(ctx, (ctx) =>
              resolveAllImported(ctx, rows, { source: `import:${round}`, trust: 'claimed' }),
            )
            return {}
          }
        if (other === 'split')
          return async () => {
            const { identifiers } = await server.admin.call(contract.getCustomer, { id })
            const identifierIds = identifiers.slice(0, 1).map((one) => one.id)
            if (identifierIds.length === 0) return {}
            return server.admin.call(contract.splitCustomer, { id, identifierIds })
          }
        return () => server.admin.call(contract.mergeCustomers, { id, otherId })
      })
      await Promise.all(moves.map(tryOne))
      expect(await readBroken()).toEqual([])
    }
    const { owners } = await readState(names, ids)
    expect(owners).toHaveLength(people)

    // Every merge taken back, in any order.
    for (let left = true, turns = 0; left && turns < 20; turns += 1) {
      left = false
      const all = new Set<string>()
      for (const id of ids)
        for (const act of (await server.admin.call(contract.listIdentityActs, { id })).data)
          if (!act.undone && (act.kind === 'merge' || act.kind === 'absorb')) all.add(act.id)
      for (const actId of [...all].sort(() => next() - 0.5)) {
        left = true
        await tryOne(() => server.admin.call(contract.undoIdentityAct, { actId }).then(() => ({})))
      }
    }
    const after = await readState(names, ids)
    expect(await readBroken()).toEqual([])
    expect(new Set(after.owners).size).toBe(people)
    // A split that stands is a decision of its own: the address stays with the person it was given to.
    if (others.length === 0) expect(after).toEqual(before)
  },
  120_000,
)
