/** What the database itself says about its tables, so that a new one is backed up without a line here. */

/** The schemas whose tables are ours. What belongs to the job queue goes by its own door. */
export const schemas = ['public', 'auth']
const notCarried = ['public.migration']

/** Columns of our own that a restore writes anew. So is every transaction id (`xid8`). */
const writtenAnew: Record<string, readonly string[]> = {
  'public.reader': ['number'],
  'public.log_epoch': ['epoch'],
}

export type Column = { name: string; type: string; collated: boolean }
export type Table = {
  schema: string
  name: string
  columns: Column[]
  key: string[]
  parts: { name: string; bound: string }[]
}
export type Sequence = { schema: string; name: string; value: string; called: boolean }

/** One statement with its rows; the driver's and the query builder's both fit. */
export type Ask = <R>(text: string) => Promise<R[]>

const literals = (values: readonly string[]) => values.map((one) => `'${one}'`).join(', ')
export const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
export const fullName = ({ schema, name }: { schema: string; name: string }) => `${schema}.${name}`
export const quoted = ({ schema, name }: { schema: string; name: string }) =>
  `${quote(schema)}.${quote(name)}`

/** Written for bounds and rows alike, so that both read the same everywhere. */
export const plainFormats = ['timezone = UTC', 'datestyle = ISO', 'intervalstyle = iso_8601']

export const listTables = async (ask: Ask): Promise<Table[]> => {
  const tables = await ask<Table>(`
    select n.nspname as schema, c.relname as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
          'collated', a.attcollation <> 0) order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      coalesce((select json_agg(a.attname order by k.place)
        from pg_index i, unnest(i.indkey) with ordinality k (number, place), pg_attribute a
        where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number), '[]') as key,
      coalesce((select json_agg(json_build_object('name', p.relname, 'bound', pg_get_expr(p.relpartbound, p.oid))
          order by p.relname)
        from pg_inherits i join pg_class p on p.oid = i.inhrelid where i.inhparent = c.oid), '[]') as parts
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in (${literals(schemas)}) and c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1, 2`)
  return tables.filter((table) => !notCarried.includes(fullName(table)))
}

/** Rows that are there before anybody used the install; a restore replaces them. */
export const isFilledByMigrations = (table: Table) => fullName(table) in writtenAnew

export const isWrittenAnew = (table: Table, { name, type }: Column) =>
  type === 'xid8' || writtenAnew[fullName(table)]?.includes(name) === true

/** A log: rows with a number and the transaction that wrote them. */
export const isLog = ({ name, columns }: Table) =>
  name !== 'reader' &&
  columns.some((one) => one.name === 'number') &&
  columns.some((one) => one.name === 'tx' && one.type === 'xid8')

export const listSequences = async (ask: Ask): Promise<Sequence[]> => {
  const found = await ask<{ schema: string; name: string }>(`
    select schemaname as schema, sequencename as name from pg_sequences
    where schemaname in (${literals(schemas)}) order by 1, 2`)
  const sequences: Sequence[] = []
  for (const one of found) {
    const [now] = await ask<Pick<Sequence, 'value' | 'called'>>(
      `select last_value::text as value, is_called as called from ${quoted(one)}`,
    )
    sequences.push({ ...one, ...now! })
  }
  return sequences
}

/** Foreign keys with what makes them again. */
export const listForeignKeys = (ask: Ask) =>
  ask<{ table: string; name: string; definition: string }>(`
    select format('%I.%I', n.nspname, c.relname) as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname in (${literals(schemas)}) order by 1, 2`)
