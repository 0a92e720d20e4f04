import pg from 'pg'
import { toSearchText } from '../../src/modules/customers/search/search-text.ts'
import { gramsOf } from '../../src/modules/customers/search/words.ts'
import { personOf } from './people.ts'
import { tables } from './tables.ts'

export const customers = 1_000_000
const batch = 10_000

const hex = (n: number, length: number) => n.toString(16).padStart(length, '0')
/** UUIDs in the order of time, as the server makes them; `what` tells them apart. */
export const idOf = (n: number, what: number) =>
  `0190${hex(n >>> 16, 4)}-${hex(n & 0xffff, 4)}-7000-8000-${hex(what, 4)}${hex(n, 8)}`

type Say = (text: string) => void

/** A shop's million customers, as two years of mails, visits and imports leave them. The same seed makes the same rows. */
export const fillCustomers = async (
  url: string,
  { seed, say, events }: { seed: number; say: Say; events: number },
) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const step = async (name: string, work: () => Promise<unknown>) => {
    const began = performance.now()
    await work()
    say(`customers: ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
  try {
    // Every reference below is right by construction, and search texts are written along.
    await client.query(`set session_replication_role = replica; set synchronous_commit = off;
      set maintenance_work_mem = '512MB'; set work_mem = '256MB'; set max_parallel_maintenance_workers = 0`)
    const { rows } = await client.query<{ id: string }>('select id from workspace')
    const workspaceId = rows[0]!.id
    const late = await dropIndexes(client)
    await step('people', async () => {
      for (let from = 0; from < customers; from += batch)
        await insertPeople(client, workspaceId, from, seed)
    })
    for (const [name, text] of Object.entries(tables(workspaceId, customers, events)))
      await step(name, () => client.query(text))
    for (const { name, text } of late) await step(name, () => client.query(text))
    await step('vacuum', () => client.query('vacuum (analyze)'))
    return { workspaceId }
  } finally {
    await client.end()
  }
}

/** Built at the end, these take a third of the time. */
const dropIndexes = async (client: pg.Client) => {
  const { rows } = await client.query<{ name: string; text: string }>(
    `select indexname as name, indexdef as text from pg_indexes where schemaname = 'public'
      and indexname in ('customer_search_grams', 'customer_contact', 'customer_unsearched', 'identifier_customer')`,
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows
}

const insertPeople = async (client: pg.Client, workspaceId: string, from: number, seed: number) => {
  const at = Array.from({ length: Math.min(batch, customers - from) }, (_, n) => from + n)
  const people = at.map((n) => personOf(n, seed))
  const texts = people.map(({ name, kana, email, phone }) =>
    toSearchText({
      names: kana ? [name, kana.join(' ')] : [name],
      identifiers: [
        { type: 'email', value: email },
        { type: 'phone', value: phone },
      ],
    }),
  )
  await client.query(
    `with given as materialized (select * from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::uuid[], $13::uuid[], $14::uuid[])
        as x (n, name, family, given, family_kana, given_kana, email, phone, text, grams, id, mail, tel)),
      timed as materialized (select *, date_trunc('milliseconds', now() - interval '730 days' + n * interval '730 days' / ${customers}) as at from given),
      people as (insert into customer (workspace_id, id, name, name_from, locale, created_at, last_contact_at, search_text)
        select $1, id, name, 'identifier:' || mail, case when family_kana is null then 'en' else 'ja' end, at,
          case when n % 3 > 0 then date_trunc('milliseconds', at + (now() - at) * ((n * 7919::bigint % 1000) / 1000.0)) end, text from timed),
      grams as (insert into customer_search (workspace_id, customer_id, grams) select $1, id, grams from timed),
      identifiers as (insert into identifier (workspace_id, id, type, value, shown, customer_id, trust, created_at)
        select $1, mail, 'email', email, email, id, 'verified', at from timed
        union all select $1, tel, 'user_id', 'user-' || n, 'user-' || n, id, 'claimed', at from timed where n % 2 = 0)
    insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
      select $1, id, f.field, 'identifier:' || mail, 'verified', f.value, at from timed cross join lateral
        (values ('name', name), ('family_kana', family_kana), ('given_kana', given_kana), ('phone', phone)) as f (field, value)
        where f.value is not null`,
    [
      workspaceId,
      at,
      people.map((one) => one.name),
      people.map((one) => one.family),
      people.map((one) => one.given),
      people.map((one) => one.kana?.[0] ?? null),
      people.map((one) => one.kana?.[1] ?? null),
      people.map((one) => one.email),
      people.map((one) => one.phone),
      texts,
      texts.map((text) => gramsOf(text).join(' ')),
      at.map((n) => idOf(n, 1)),
      at.map((n) => idOf(n, 2)),
      at.map((n) => idOf(n, 3)),
    ],
  )
}
