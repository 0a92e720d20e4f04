import type pg from 'pg'

/** What an import of customers writes, and in which order it can be written. */
const tables = [
  'customer',
  'identifier',
  'identifier_link',
  'customer_field',
  'customer_search',
  'event',
  'import_row',
] as const
const made = new Set(['number', 'tx'])
const perStatement = 60_000

/**
 * Writes the rows of some of the imported customers once more, into a workspace of their own: in batches as large as the
 * import's, each one transaction of one INSERT of many rows a table, and nothing else. Customers a second.
 */
export const insertSameRows = async (
  pool: pg.Pool,
  { importId, customers, atOnce }: { importId: string; customers: number; atOnce: number },
): Promise<number> => {
  const { rows: workspaces } = await pool.query(
    `insert into workspace (id, name, locale, time_zone, created_at)
      select gen_random_uuid(), 'bare', locale, time_zone, now() from workspace limit 1 returning id`,
  )
  const workspaceId = workspaces[0].id as string
  await pool.query(
    `insert into import (workspace_id, id, kind, name, bytes, actor_type, actor_id, created_at)
      values ($1, $2, 'customers', 'bare', 1, 'system', 'bench', now())`,
    [workspaceId, importId],
  )
  const { rows: people } = await pool.query<{ id: string }>(
    'select subject_id as id from import_row where import_id = $1 and created order by row limit $2',
    [importId, customers],
  )
  let spent = 0
  for (let from = 0; from < people.length; from += atOnce) {
    const ids = people.slice(from, from + atOnce).map(({ id }) => id)
    const statements: { text: string; values: unknown[] }[] = []
    for (const table of tables) statements.push(...(await prepare(pool, table, ids, workspaceId)))
    const client = await pool.connect()
    const began = performance.now()
    await client.query('begin')
    for (const statement of statements) await client.query(statement)
    await client.query('commit')
    spent += performance.now() - began
    client.release()
  }
  return (people.length * 1000) / spent
}

const whose: Record<(typeof tables)[number], string> = {
  customer: 'id = any($1)',
  identifier: 'customer_id = any($1)',
  identifier_link: 'customer_id = any($1)',
  customer_field: 'customer_id = any($1)',
  customer_search: 'customer_id = any($1)',
  event: 'customer_id = any($1)',
  import_row: 'subject_id = any($1) and created',
}

const prepare = async (
  pool: pg.Pool,
  table: (typeof tables)[number],
  ids: readonly string[],
  workspaceId: string,
) => {
  const { rows } = await pool.query<Record<string, unknown>>(
    `select * from ${table} where ${whose[table]} and workspace_id <> '${workspaceId}'`,
    [ids],
  )
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !made.has(name))
  const statements: { text: string; values: unknown[] }[] = []
  const most = Math.floor(perStatement / Math.max(columns.length, 1))
  for (let from = 0; from < rows.length; from += most) {
    const some = rows.slice(from, from + most)
    const tuples = some.map(
      (_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`)})`,
    )
    statements.push({
      text: `insert into ${table} (${columns}) values ${tuples}`,
      values: some.flatMap((row) =>
        columns.map((name) => (name === 'workspace_id' ? workspaceId : toValue(row[name]))),
      ),
    })
  }
  return statements
}

const toValue = (value: unknown) =>
  value !== null && typeof value === 'object' && !(value instanceof Date)
    ? JSON.stringify(value)
    : value
