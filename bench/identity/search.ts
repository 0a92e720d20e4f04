import { readFileSync } from 'node:fs'
import * as duplicates from '../../src/modules/customers/duplicates/contract.ts'
import type { Benchmark } from '../figure.ts'
import { makeFolder, openPostgres, signIn, startServer } from '../server.ts'
import { fillPeople, scoreFound } from './fill.ts'

/** The whole search as the product runs it, from rows to pairs, and how long the server lets others wait meanwhile. */
export const duplicateSearch: Benchmark = {
  figures: [
    { name: 'duplicate-search', unit: 's', target: null },
    { name: 'duplicate-search-answer', unit: 'ms', target: null },
    { name: 'duplicate-search-memory', unit: 'MB', target: null },
  ],
  minutes: 40,
  run: async ({ full, seed, say }) => {
    const people = full ? 1_000_000 : 100_000
    const folder = makeFolder()
    const databaseUrl = await openPostgres(folder)
    const server = await startServer(folder, { DATABASE_URL: databaseUrl })
    const me = await signIn(server.url)
    const twice = await fillPeople(databaseUrl, people, seed)
    const began = performance.now()
    await me.call(duplicates.startDuplicateSearch, { whole: true })
    let slowest = 0
    for (let told = 0; ; ) {
      const asked = performance.now()
      const { state, done, total, finishedAt } = await me.call(duplicates.getDuplicateSearch, {})
      slowest = Math.max(slowest, performance.now() - asked)
      if (state === 'failed') throw new Error('the search failed')
      if (state === 'done' && finishedAt) break
      if (done - told > total / 10) {
        told = done
        say(`duplicate-search: ${done} of ${total}, ${seconds(began)} s`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const took = seconds(began)
    const { precision, recall } = await scoreFound(databaseUrl, twice)
    const size = `${people} customers in PostgreSQL`
    return {
      'duplicate-search': {
        value: took,
        size: `${size}, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
      },
      'duplicate-search-answer': { value: slowest, size: `slowest answer meanwhile, ${size}` },
      'duplicate-search-memory': {
        value: peakOf(server.process.pid!),
        size: `most of the server, ${size}`,
      },
    }
  },
}

const seconds = (began: number) => Math.round((performance.now() - began) / 100) / 10

/** Where the system tells (Linux). */
const peakOf = (pid: number) => {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}
