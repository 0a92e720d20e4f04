import type { Benchmark } from '../../bench/figure.ts'
import * as consents from '../../src/modules/consents/contract.ts'
import * as privacy from '../../src/modules/privacy/contract.ts'
import * as tracking from '../../src/modules/tracking/contract.ts'
import { openChatServer } from '../chat-server.ts'
import { createRandom } from '../random.ts'
import { until, type Victim } from '../server.ts'
import { type Filled, fillPerson } from './fill.ts'

const events = 3000
/** What an account of an order keeps, and what says that an erasure was. */
const stays = /^(customer_order|order_item|product)$/

type State = { state: string; step: string | null; left: number }

/** kill -9 of the server in the middle of an erasure, again when it goes on: it is finished, and nothing is left. */
export const erasure: Benchmark = {
  figures: [
    { name: 'erasure', unit: 'tables with traces', target: 0 },
    { name: 'erasure-done', unit: 's', target: 30 },
  ],
  minutes: 8,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const opened = await openChatServer()
    const { victim, admin } = opened
    const { writeKey } = await admin.call(tracking.createSource, { name: 'shop' })
    const { id: purposeId } = await admin.call(consents.createPurpose, {
      key: 'calls',
      nameEn: 'Calls',
      nameJa: 'お電話',
    })
    const people = short ? 1 : 10
    const more = short ? 0 : 2
    const seconds: number[] = []
    const left: string[] = []
    const steps: string[] = []
    for (let number = 1; number <= people; number++) {
      const person = await fillPerson({ ...opened, writeKey, purposeId }, number, events)
      const traces = await tracesOf(victim, person)
      if (traces.length < 10) throw new Error(`hardly a trace to erase: ${traces.join(', ')}`)
      const { confirm } = await admin.call(privacy.previewErasure, { id: person.id })
      const { id } = await admin.call(privacy.eraseCustomer, { id: person.id, confirm })
      // First within the longest step, then anywhere in what is left of it.
      const isWithin = ({ step, left }: State) => step === 'tracked-events' && left < events
      steps.push(await killWhen(victim, id, person, isWithin))
      for (let times = 0; times < more; times++) {
        victim.start()
        await victim.ready()
        const places = 1 + random.below(5)
        steps.push(await killWhen(victim, id, person, isFurther(places)))
      }
      victim.start()
      await victim.ready()
      const back = performance.now()
      await until('the erasure to be done', 60, async () => {
        const { data } = await admin.call(privacy.listErasures, {})
        return data.find((one) => one.id === id)?.state === 'done'
      })
      seconds.push((performance.now() - back) / 1000)
      left.push(...(await tracesOf(victim, person)))
      say(`erased ${number} of ${people}; killed at ${steps.slice(-1 - more).join(', ')}`)
    }
    for (const one of left) say(`a trace is left: ${one}`)
    return {
      erasure: {
        value: left.length,
        size: `${people} erased of ${events} events each, ${steps.length} kills, seed ${seed}: at ${steps.join(', ')}`,
      },
      'erasure-done': {
        value: Math.max(...seconds),
        size: 'the longest from being ready after the last kill',
      },
    }
  },
}

/** True once it has gone on by so many steps since it was first asked; or when it is at its end. */
const isFurther = (places: number) => {
  const seen = new Set<string | null>()
  return ({ step }: State) => seen.add(step).size > places
}

/** Looks as often as the database answers, and kills at once, at the latest when it is done; at which step. */
const killWhen = async (
  victim: Victim,
  id: string,
  { device }: Filled,
  met: (state: State) => boolean,
) => {
  const end = Date.now() + 60_000
  for (;;) {
    const [row] = await victim.ask<State>(
      `select state, step, (select count(*)::int from tracked_event where anonymous_id = $2) as left
       from erasure where id = $1`,
      [id, device],
    )
    const isDone = row?.state === 'done'
    if (row && (isDone || met(row))) {
      await victim.kill()
      return isDone ? 'its end' : (row.step ?? 'its start')
    }
    if (Date.now() > end) throw new Error(`an erasure does not go on from ${row?.step}`)
  }
}

/** Tables that still hold their words, whatever of them is meant to stay. */
const tracesOf = async (victim: Victim, { words }: Filled) => {
  const tables = await victim.ask<{ name: string; path: string }>(
    `select table_name as name, format('%I.%I', table_schema, table_name) as path from information_schema.tables
     where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name, path } of tables.filter((one) => !stays.test(one.name))) {
    const rows = await victim.ask(
      `select 1 from ${path} t where strpos(to_jsonb(t)::text, $1) > 0 limit 1`,
      [words],
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}
