/** Run in a process of its own, so that its memory is its own: finds candidate pairs among so many people. */
import { blockPairs } from '../../src/modules/customers/matching/block.ts'
import { customerBlocks, toMatchRecord } from '../../src/modules/customers/matching/customers.ts'
import type { MatchRecord } from '../../src/modules/customers/matching/schema.ts'
import { createRandom, makePerson, writeAgain } from './people.ts'

const [count = 0, seed = 0] = process.argv.slice(2).map(Number)
const random = createRandom(seed)
const known = []
const truth: number[] = []
while (known.length < count) {
  const person = makePerson(random, String(known.length))
  known.push(person)
  if (random.next() < 0.2 && known.length < count) {
    truth.push(known.length - 1)
    known.push(writeAgain(random, person))
  }
}
const began = performance.now()
const records: MatchRecord[] = known.map(toMatchRecord)
const pairs = blockPairs(records, customerBlocks)
const seconds = (performance.now() - began) / 1000

const found = new Uint8Array(count)
const perRecord = new Uint32Array(count)
for (let at = 0; at < pairs.length; at += 2) {
  const [a, b] = [pairs[at]!, pairs[at + 1]!]
  perRecord[a]! += 1
  perRecord[b]! += 1
  if (b === a + 1) found[a] = 1
}
process.stdout.write(
  JSON.stringify({
    seconds,
    recall: truth.filter((at) => found[at]).length / truth.length,
    pairsEach: pairs.length / 2 / count,
    most: perRecord.reduce((most, one) => Math.max(most, one), 0),
    megabytes: process.resourceUsage().maxRSS / 1024,
  }),
)
