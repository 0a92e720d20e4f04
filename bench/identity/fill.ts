import pg from 'pg'
import { idOf } from '../customers/fill.ts'
import { createRandom, eachPerson, saidBy } from './people.ts'

const batch = 5000

/** So many customers as an import leaves them. Returns who was written down twice, as pairs of ids. */
export const fillPeople = async (url: string, count: number, seed: number) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const twice = new Set<string>()
  try {
    // Every reference below is right by construction.
    await client.query('set session_replication_role = replica; set synchronous_commit = off')
    const { rows } = await client.query<{ id: string }>('select id from workspace')
    const some: { id: string; said: ReadonlyMap<string, string> }[] = []
    const write = async () => {
      const said = some.flatMap(({ id, said }) =>
        [...said].map(([field, value]) => ({ id, field, value })),
      )
      await client.query(
        `with people as (insert into customer (workspace_id, id, name, created_at)
          select $1, id, name, now() from unnest($2::uuid[], $3::text[]) as w (id, name))
        insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
          select $1, id, field, 'import:1', 'claimed', value, now()
          from unnest($4::uuid[], $5::text[], $6::text[]) as w (id, field, value)`,
        [
          rows[0]!.id,
          some.map(({ id }) => id),
          some.map(({ said }) => said.get('name')),
          said.map(({ id }) => id),
          said.map(({ field }) => field),
          said.map(({ value }) => value),
        ],
      )
      some.length = 0
    }
    for (const { person, again } of eachPerson(createRandom(seed), count)) {
      const n = Number(person.id)
      if (again) twice.add(`${idOf(n - 1, 1)} ${idOf(n, 1)}`)
      some.push({ id: idOf(n, 1), said: saidBy(person) })
      if (some.length === batch) await write()
    }
    if (some.length > 0) await write()
    await client.query('vacuum (analyze) customer, customer_field')
    return twice
  } finally {
    await client.end()
  }
}

/** Of the pairs that the product shows as more likely one person than not: how many are right, and how many of all. */
export const scoreFound = async (url: string, twice: ReadonlySet<string>) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ pair: string }>(
      `select a || ' ' || b as pair from duplicate_pair where odds >= 0`,
    )
    const right = rows.filter(({ pair }) => twice.has(pair)).length
    return { precision: right / rows.length, recall: right / twice.size }
  } finally {
    await client.end()
  }
}
