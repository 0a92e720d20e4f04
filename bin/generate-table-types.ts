/** Writes the Kysely table types from a migrated database: `node bin/generate-table-types.ts URL [FILE]`. */
import { writeFileSync } from 'node:fs'
import pg from 'pg'

const types: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  bool: 'boolean',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  date: 'Timestamp',
  timestamptz: 'Timestamp',
  jsonb: 'Json',
  xid8: 'string',
  _text: 'string[]',
  _uuid: 'string[]',
}

const typeOf = (
  type: string,
  { required, defaulted }: { required: boolean; defaulted: boolean },
) => {
  if (required && defaulted) return type === 'Json' ? 'DefaultedJson' : `Generated<${type}>`
  return required ? type : `${type} | null`
}

/** The types' source for what stands in the schema `public` now. */
export const generateTableTypes = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(`
    select c.relname as table, a.attname as column, t.typname as type, a.attnotnull as required,
      (d.adbin is not null or a.attidentity <> '') as defaulted
    from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migration'
    order by c.relname, a.attnum`)
  await client.end()
  const tables = new Map<string, string[]>()
  for (const row of rows) {
    const type = types[row.type]
    if (!type) throw new Error(`no type for ${row.type} (${row.table}.${row.column})`)
    tables.set(row.table, [
      ...(tables.get(row.table) ?? []),
      `    ${row.column}: ${typeOf(type, row)}`,
    ])
  }
  const body = [...tables].map(([name, columns]) => `  ${name}: {\n${columns.join('\n')}\n  }`)
  return [
    '// Made from the migrated database by bin/generate-table-types.ts; not edited by hand.',
    "import type { ColumnType, Generated } from 'kysely'",
    '',
    'type Timestamp = ColumnType<Date, Date | string, Date | string>',
    '// What a JSON column holds is its owner to say.',
    'type Json = ColumnType<unknown, string, string>',
    'type DefaultedJson = ColumnType<unknown, string | undefined, string>',
    '',
    'export type Database = {',
    ...body,
    '}',
    '',
  ].join('\n')
}

if (import.meta.main) {
  const [url, file = 'src/foundation/server/database/tables.generated.ts'] = process.argv.slice(2)
  writeFileSync(file, await generateTableTypes(url!))
}
