import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Block } from '../../src/modules/customers/matching/block.ts'
import { findMatches } from '../../src/modules/customers/matching/find-matches.ts'
import type { Field, MatchRecord } from '../../src/modules/customers/matching/schema.ts'
import type { Benchmark, Measured } from '../figure.ts'

/** Beside a checkout of the makers; a clone elsewhere is without it, and its figures are then told as not measured. */
const folder = join(import.meta.dirname, '../../../shared/data/febrl')

const fields: readonly Field[] = [
  { key: 'given_name', kind: 'name', swaps: 'surname' },
  { key: 'surname', kind: 'name' },
  { key: 'street_number', kind: 'number' },
  { key: 'address_1', kind: 'text', swaps: 'address_2' },
  { key: 'address_2', kind: 'text' },
  { key: 'suburb', kind: 'text' },
  { key: 'postcode', kind: 'number' },
  { key: 'state', kind: 'code' },
  { key: 'date_of_birth', kind: 'date' },
  { key: 'soc_sec_id', kind: 'number' },
]
const [given, surname, street, address1, , , postcode, , born, number] = fields.keys()

/** One setting for all sets. */
const blocks: readonly Block[] = [
  [{ field: number! }],
  [{ field: number!, to: 5 }],
  [{ field: number!, from: 2 }],
  [{ field: born! }],
  [{ field: address1! }],
  [{ field: given! }, { field: surname! }],
  [{ field: surname! }, { field: given! }],
  [{ field: postcode! }, { field: surname!, to: 3 }],
  [{ field: postcode! }, { field: given!, to: 3 }],
  [{ field: postcode! }, { field: street! }],
  [
    { field: born!, to: 4 },
    { field: given!, to: 3 },
  ],
  [
    { field: born!, to: 4 },
    { field: surname!, to: 3 },
  ],
  [{ field: born!, from: 4 }, { field: postcode! }],
]

const read = (name: string): MatchRecord[] => {
  const [head, ...rows] = readFileSync(join(folder, name), 'utf8').trim().split('\n')
  const columns = head!.split(',').map((one) => one.trim())
  return rows.map((row) => {
    const cells = row.split(',').map((one) => one.trim())
    return { id: cells[0]!, values: fields.map(({ key }) => cells[columns.indexOf(key)] ?? '') }
  })
}

/** `rec-N-org` and `rec-N-dup-K` are one person. Read for scoring only. */
const personOf = ({ id }: MatchRecord) => id.split('-')[1]!

const score = (records: readonly MatchRecord[]) => {
  const { matches } = findMatches(records, { fields, blocks })
  const right = matches.filter(({ a, b }) => personOf(records[a]!) === personOf(records[b]!)).length
  let all = 0
  for (const same of Map.groupBy(records, personOf).values())
    all += (same.length * (same.length - 1)) / 2
  const precision = right / matches.length
  const recall = right / all
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

const sets = { '3': ['dataset3.csv'], '4': ['dataset4a.csv', 'dataset4b.csv'] }
const targets = { '3': 0.965, '4': 0.99 }

/** Febrl's synthetic people (Christen 2008): pairwise precision, recall and F1, trained without labels. */
export const febrl: Benchmark = {
  figures: [
    ...(['3', '4'] as const).flatMap((set) => [
      { name: `febrl-${set}`, unit: 'F1', target: targets[set], atLeast: true as const },
      { name: `febrl-${set}-precision`, unit: '', target: null },
      { name: `febrl-${set}-recall`, unit: '', target: null },
    ]),
    { name: 'febrl', unit: 'F1', target: 0.965, atLeast: true, worstOf: ['febrl-3', 'febrl-4'] },
  ],
  minutes: 2,
  run: async () => {
    if (!existsSync(folder)) throw new Error('the sets of Febrl are not here')
    const measured: Record<string, Measured> = {}
    for (const [set, files] of Object.entries(sets)) {
      const records = files.flatMap(read)
      const { f1, precision, recall } = score(records)
      const size = `${records.length} records`
      measured[`febrl-${set}`] = { value: f1, size }
      measured[`febrl-${set}-precision`] = { value: precision, size }
      measured[`febrl-${set}-recall`] = { value: recall, size }
    }
    return measured
  },
}
