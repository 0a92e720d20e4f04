import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Caller } from '../../src/foundation/testing/caller.ts'
import * as imports from '../../src/modules/imports/contract.ts'
import { later } from '../cleanup.ts'
import type { Benchmark } from '../figure.ts'
import { memoryOf, processorSecondsOf } from '../process-tree.ts'
import { makeFolder, openPostgres, signIn, startServer } from '../server.ts'
import { writePeople } from './people-file.ts'
import { insertSameRows } from './same-rows.ts'

/** Brought in before: what a server takes when it begins to work says nothing of what more rows take. */
const first = 20_000
const lookMs = 200
/** Reading a process's memory costs it a walk through its pages. */
const memoryEvery = 5
/** As many rows as the import writes in one transaction. */
const atOnce = 500

/**
 * Customers a second that a file brings in, over HTTP and with every rule of who is who on; beside it, in the same
 * database, the same rows as bare INSERTs. Memory is the server's, without its database: how much more it takes at its
 * most in the second half than in the first.
 */
export const importFile: Benchmark = {
  figures: [
    { name: 'import', unit: 'customers/s', target: 3000, atLeast: true, ratioAtLeast: 0.4 },
    { name: 'import-memory-growth', unit: 'MB', target: 64 },
  ],
  minutes: 8,
  run: async ({ say, short, full }) => {
    const folder = makeFolder()
    const databaseUrl = await openPostgres(folder)
    const server = await startServer(folder, { DATABASE_URL: databaseUrl })
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
    // The database ends before its clients have quite gone.
    pool.on('error', () => undefined)
    later(() => pool.end())
    const caller = await signIn(server.url)
    const count = short ? 20_000 : full ? 300_000 : 60_000
    await bringIn(caller, writePeople(0, first), () => undefined)
    const pid = server.process.pid!
    const memory: number[] = []
    let looks = 0
    const usedBefore = processorSecondsOf(pid)
    const began = performance.now()
    const id = await bringIn(caller, writePeople(first, count), () => {
      looks += 1
      if (looks % memoryEvery === 0) memory.push(memoryOf(pid))
    })
    const seconds = (performance.now() - began) / 1000
    const used = processorSecondsOf(pid) - usedBefore
    const done = await caller.call(imports.getImport, { id })
    say(
      `${done.rows} rows: ${done.created} created, ${done.updated} updated, ${done.unchanged} unchanged, ${done.failed} failed, ${done.warnings} values left out; ${Math.round((used / done.rows) * 1e6)} µs of the server's processor a row`,
    )
    if (done.created < count * 0.97) throw new Error(`only ${done.created} of ${count} came in`)
    const bare = await insertSameRows(pool, { importId: id, customers: 20_000, atOnce })
    const half = Math.floor(memory.length / 2)
    const growth = Math.max(...memory.slice(half)) - Math.max(...memory.slice(0, half))
    const size = `${count} rows`
    return {
      import: { value: done.rows / seconds, baseline: bare, size },
      'import-memory-growth': { value: Math.max(0, growth), size },
    }
  },
}

const bringIn = async (caller: Caller, text: string, look: () => void) => {
  const bytes = Buffer.from(text)
  const { id } = await caller.call(imports.createImport, {
    kind: 'customers',
    name: 'people.csv',
    bytes: bytes.length,
  })
  for (let offset = 0; offset < bytes.length; offset += imports.partBytes) {
    const response = await caller.fetch(`/api/v1/imports/${id}/content?offset=${offset}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes.subarray(offset, offset + imports.partBytes),
    })
    if (!response.ok) throw new Error(`a part was answered ${response.status}`)
  }
  const { columns } = await caller.call(imports.readImport, { id })
  const mapping = {
    columns: Object.fromEntries(columns.map(({ name, target }) => [name, target])),
    trust: 'verified' as const,
  }
  await caller.call(imports.startImport, { id, mapping })
  for (;;) {
    const { state, error } = await caller.call(imports.getImport, { id })
    if (state === 'done') return id
    if (state === 'failed') throw new Error(error ?? state)
    look()
    await delay(lookMs)
  }
}
