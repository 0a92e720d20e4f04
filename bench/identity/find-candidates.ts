/** Run in a process of its own, so that its memory is its own: finds candidate pairs among so many people. */
import { findCandidates } from '../../src/modules/customers/duplicates/candidates.ts'
import { createCrowd } from '../../src/modules/customers/duplicates/crowd.ts'
import { toRecord } from '../../src/modules/customers/duplicates/record.ts'
import { schemeOf } from '../../src/modules/customers/duplicates/scheme.ts'
import { createRandom, eachPerson, saidBy } from './people.ts'

const [count = 0, seed = 0] = process.argv.slice(2).map(Number)
const scheme = schemeOf([], count)
const crowd = createCrowd(scheme.thorough)
const truth: number[] = []
let ms = 0
const timed = <T>(work: () => T): T => {
  const began = performance.now()
  const done = work()
  ms += performance.now() - began
  return done
}
// A thousand at a time, as the product reads them: making them up takes time, too, and that is ours.
let some = []
for (const { person, again } of eachPerson(createRandom(seed), count)) {
  if (again) truth.push(Number(person.id) - 1)
  some.push({ id: person.id, said: saidBy(person) })
  if (some.length < 1000 && Number(person.id) + 1 < count) continue
  const batch = some
  some = []
  timed(() => {
    for (const { id, said } of batch) crowd.add(toRecord(id, said, scheme.fields))
  })
}
const candidates = timed(() => findCandidates(crowd))
const most = crowd.ids.reduce((most, _, place) => Math.max(most, candidates.of(place).length), 0)
process.stdout.write(
  JSON.stringify({
    seconds: ms / 1000,
    recall: truth.filter((place) => candidates.of(place).includes(place + 1)).length / truth.length,
    pairsEach: (2 * candidates.pairs) / count,
    most,
    megabytes: process.resourceUsage().maxRSS / 1024,
  }),
)
