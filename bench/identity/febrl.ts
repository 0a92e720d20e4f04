import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findCandidates } from '../../src/modules/customers/duplicates/candidates.ts'
import { createCrowd } from '../../src/modules/customers/duplicates/crowd.ts'
import {
  createJudge,
  learnFrom,
  likelyPairs,
} from '../../src/modules/customers/duplicates/likely.ts'
import { toRecord } from '../../src/modules/customers/duplicates/record.ts'
import { schemeOf } from '../../src/modules/customers/duplicates/scheme.ts'
import type { Benchmark, Measured } from '../figure.ts'

/** Beside a checkout of the makers; a clone elsewhere is without it, and its figures are then told as not measured. */
const folder = join(import.meta.dirname, '../../../shared/data/febrl')

/** As somebody imports the file: each column as the field that it is, the number as a field of their own. */
const fieldOf: Record<string, string> = {
  given_name: 'given_name',
  surname: 'family_name',
  address_2: 'building',
  suburb: 'city',
  postcode: 'postcode',
  state: 'region',
  date_of_birth: 'birthday',
  soc_sec_id: 'custom.soc_sec_id',
}

const read = (name: string) => {
  const [head, ...rows] = readFileSync(join(folder, name), 'utf8').trim().split('\n')
  const columns = head!.split(',').map((one) => one.trim())
  return rows.map((row) => {
    const cells = row.split(',').map((one) => one.trim())
    const of = (column: string) => cells[columns.indexOf(column)] ?? ''
    const said = new Map(Object.entries(fieldOf).map(([column, field]) => [field, of(column)]))
    said.set('street', `${of('street_number')} ${of('address_1')}`.trim())
    return { id: cells[0]!, said }
  })
}

/** `rec-N-org` and `rec-N-dup-K` are one person. Read for scoring only. */
const personOf = (id: string) => id.split('-')[1]!

/** What the product takes for more likely one person than not. */
const score = (people: ReturnType<typeof read>) => {
  const scheme = schemeOf(['soc_sec_id'], people.length)
  const crowd = createCrowd(scheme.thorough)
  for (const { id, said } of people) crowd.add(toRecord(id, said, scheme.fields))
  const candidates = findCandidates(crowd)
  const weights = learnFrom(crowd, candidates, scheme, [])
  const judge = createJudge(scheme, weights)
  const matches = likelyPairs(crowd, candidates, judge, [0, people.length]).filter(
    ({ odds }) => odds >= 0,
  )
  const right = matches.filter(({ a, b }) => personOf(a) === personOf(b)).length
  let all = 0
  for (const same of Map.groupBy(people, ({ id }) => personOf(id)).values())
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
