import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Benchmark } from '../figure.ts'

const script = join(import.meta.dirname, 'find-candidates.ts')
const people = 1_000_000

/** Candidate pairs among a million made-up customers, Japanese and English, some written twice with slips. */
export const candidates: Benchmark = {
  figures: [
    { name: 'candidates-seconds', unit: 's', target: 60 },
    { name: 'candidates-memory', unit: 'MB', target: 2000 },
    { name: 'candidates-recall', unit: '', target: 0.95, atLeast: true },
    { name: 'candidates-each', unit: 'pairs a record', target: 20 },
    {
      name: 'candidates',
      unit: 's',
      target: 60,
      worstOf: ['candidates-seconds', 'candidates-memory', 'candidates-recall', 'candidates-each'],
    },
  ],
  minutes: 5,
  run: async ({ seed }) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...process.execArgv, script, String(people), String(seed)],
      { timeout: 5 * 60_000 },
    )
    const { seconds, megabytes, recall, pairsEach, most } = JSON.parse(stdout) as Record<
      string,
      number
    >
    const size = `${people} customers`
    return {
      'candidates-seconds': { value: seconds!, size },
      'candidates-memory': { value: megabytes!, size },
      'candidates-recall': { value: recall!, size },
      'candidates-each': { value: pairsEach!, size: `${size}, at most ${most}` },
    }
  },
}
