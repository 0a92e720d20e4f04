import { copyFileSync, cpSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { waitFor } from '../../testing/wait-for.ts'
import { listMigrations, migrate, migrationsFolder } from '../database/migrate.ts'
import { newId } from '../uuid.ts'
import { endOfArchive, packEntry } from './tar.ts'
import { ask, openYard } from './testing.ts'

let yard: ReturnType<typeof openYard>
let source: string
const workspaceId = newId()

vi.setConfig({ testTimeout: 90_000 })

beforeAll(async () => {
  yard = openYard()
  source = await yard.database({ migrated: true })
  await ask(
    source,
    `insert into workspace (id, name, created_at) values ('${workspaceId}', 'A', now())`,
  )
  await writeLog()
  await yard.save(source, 'good')
})
afterAll(() => yard.close())

/** Events of transactions that overlapped: higher transaction, lower number. Some in a month long gone. */
const writeLog = async () => {
  const events = Array.from({ length: 40 }, (_, n) => {
    const tx = 5000 + ((n * 7) % 11)
    return `('${workspaceId}', nextval('event_number'), '${tx}', '2021-03-0${1 + (n % 5)}', 'a.b', 'system', 'x', '{"n": ${n}}')`
  })
  await ask(source, "select ensure_month('event', '2021-03-01')")
  await ask(
    source,
    `insert into event (workspace_id, number, tx, at, kind, actor_type, actor_id, facts) values ${events.join(', ')}`,
  )
  await ask(
    source,
    `insert into reader (name, tx, number) values ('none', '0', 0), ('some', '5003', 20), ('more', '5006', 0),
      ('same', '5006', 0), ('all', '6000', 0)`,
  )
}

/** The numbers that each reader has before it. */
const unseen = (url: string, horizon = 'pg_snapshot_xmin(pg_current_snapshot())') =>
  ask<{ name: string; numbers: string[] | null }>(
    url,
    `select r.name, array_agg(e.number::text order by e.number) filter (where e.number is not null) as numbers
     from reader r left join event e on (e.tx, e.number) > (r.tx, r.number) and e.tx < ${horizon}
     group by 1 order by 1`,
  )

/** The transactions of the source are made up. */
const allSettled = "'9999'"

const isEmpty = async (url: string) =>
  (await ask(url, 'select 1 from workspace union all select 1 from event')).length === 0

test('every reader goes on exactly where it stood, on a server that counts transactions from the beginning', async () => {
  const target = await yard.database()
  await yard.load(target, 'good')
  expect(await unseen(target)).toEqual(await unseen(source, allSettled))
  const [next] = await ask<{ number: string; tx: string }>(
    target,
    `insert into event (workspace_id, at, kind, actor_type, actor_id) values ('${workspaceId}', now(), 'a.b', 'system', 'x')
     returning number::text, tx::text`,
  )
  expect(next!.number).toBe('41')
  // Somebody else's transaction on the same server may hold the horizon back for a while.
  await waitFor('all to have it before them', async () => {
    const waiting = await unseen(target)
    return waiting.every((one) => one.numbers?.at(-1) === '41')
  })
})

test('a restored server saves the same as it was given, and keeps old positions from looking like its own', async () => {
  const target = await yard.database()
  await yard.load(target, 'good')
  const again = await yard.save(target, 'again')
  const first = await yard.save(source, 'first')
  expect(again.tables).toEqual(first.tables)
  expect(again.tables.find((one) => one.name === 'public.event')).toMatchObject({ rows: 40 })
  const [now] = await ask<{ epoch: number }>(target, 'select epoch from log_epoch')
  expect(now!.epoch).toBeGreaterThan(1)
  await expect(yard.save(source, 'first')).rejects.toMatchObject({ code: 'backup.exists' })
})

test('an install that is used or in use is left alone', async () => {
  const used = await yard.database({ migrated: true })
  await ask(used, `insert into workspace (id, name, created_at) values ('${newId()}', 'B', now())`)
  await expect(yard.load(used, 'good')).rejects.toMatchObject({
    code: 'backup.not_empty',
    facts: { table: 'public.workspace' },
  })
  const inUse = await yard.database({ migrated: true })
  await yard.start(inUse, 'in-use')
  await expect(yard.load(inUse, 'good')).rejects.toMatchObject({ code: 'backup.server_running' })
})

test('a file that was cut off, changed or is something else loads nothing', async () => {
  const target = await yard.database({ migrated: true })
  const { size } = statSync(yard.path('good'))
  const spoil = async (name: string, change: (path: string) => void) => {
    copyFileSync(yard.path('good'), yard.path(name))
    change(yard.path(name))
    const problem = yard.load(target, name)
    await expect(problem).rejects.toMatchObject({
      code: expect.stringMatching(/^backup\.(damaged|not_one)$/),
    })
    expect(await isEmpty(target)).toBe(true)
  }
  for (const part of [0, 0.3, 0.7, 0.99])
    await spoil(`cut-${part}`, (path) => truncateSync(path, Math.floor(size * part)))
  await spoil('changed', (path) => {
    const bytes = readFileSync(path)
    bytes[Math.floor(size / 2)]! ^= 0xff
    writeFileSync(path, bytes)
  })
  await spoil('words', (path) => writeFileSync(path, 'not an archive'))
  await spoil('edited', (path) => {
    const archive = gunzipSync(readFileSync(path))
    archive.write('9', archive.indexOf('"facts":{"n": 7}') + 14)
    writeFileSync(path, gzipSync(archive))
  })
  const other = [...packEntry('a.txt', Buffer.from('a'), 0), endOfArchive]
  await spoil('other', (path) => writeFileSync(path, gzipSync(Buffer.concat(other))))
  await yard.load(target, 'good')
  expect(await isEmpty(target)).toBe(false)
})

test('what stops halfway leaves nothing behind, and the next try starts over', async () => {
  const broken = await yard.database({ migrated: true })
  // Found out when rows are already there.
  await ask(broken, 'alter table event add constraint fails check (number < 30)')
  await expect(yard.load(broken, 'good')).rejects.toThrow(/fails/)
  expect(await isEmpty(broken)).toBe(true)
  await ask(broken, 'alter table event drop constraint fails')
  await yard.load(broken, 'good')
  expect(await unseen(broken)).toEqual(await unseen(source, allSettled))
  const keys = await ask(broken, "select 1 from pg_constraint where contype = 'f'")
  expect(keys.length).toBe(
    (await ask(source, "select 1 from pg_constraint where contype = 'f'")).length,
  )
})

test('an older backup is brought forward; a newer one, or a database ahead of it, is refused', async () => {
  const later = yard.path('migrations')
  cpSync(migrationsFolder, later, { recursive: true })
  writeFileSync(
    `${later}/9000_mood.sql`,
    "alter table workspace add column mood text not null default 'calm';",
  )
  writeFileSync(
    `${later}/9001_index.sql`,
    '-- no transaction\ncreate index concurrently workspace_mood on workspace (mood);',
  )
  const target = await yard.database()
  const { applied } = await yard.load(target, 'good', { migrations: later })
  expect(applied).toEqual(['9000_mood.sql', '9001_index.sql'])
  expect(await ask(target, 'select name, mood from workspace')).toEqual([
    { name: 'A', mood: 'calm' },
  ])
  expect((await ask(target, 'select 1 from migration')).length).toBe(listMigrations(later).length)

  await yard.save(target, 'newer')
  const fresh = await yard.database()
  await expect(yard.load(fresh, 'newer')).rejects.toMatchObject({
    code: 'backup.newer',
    facts: { migration: '9000_mood.sql' },
  })
  const ahead = await yard.database()
  await migrate(ahead, later)
  await expect(yard.load(ahead, 'good', { migrations: later })).rejects.toMatchObject({
    code: 'backup.database_ahead',
  })
})
