import * as connections from '../../src/modules/connections/contract.ts'
import { until, type Victim } from '../server.ts'
import type { Inbound } from './inbound.ts'
import type { Traffic } from './traffic.ts'

type Count = { key: string; count: number }

const stored = {
  chat: `select text as key, count(*)::int as count from message where channel = 'web-chat' group by 1`,
  mail: `select split_part(text, E'\\n', 1) as key, count(*)::int as count from message where channel = 'email' group by 1`,
  events: 'select message_id as key, count(*)::int as count from tracked_event group by 1',
}

/** Waits until what was taken has been worked off, then counts what is missing and what is there more than once. */
export const checkInbound = async (
  inbound: Inbound,
  traffic: readonly Traffic[],
  say: (text: string) => void,
) => {
  const { victim } = inbound
  await waitUntilDone(victim, traffic, say)
  let lost = 0
  let doubled = 0
  for (const { name, taken } of traffic) {
    const rows = await victim.ask<Count>(stored[name as keyof typeof stored])
    const counts = new Map(rows.map(({ key, count }) => [key, count]))
    const missing = taken.filter((key) => !counts.has(key))
    const twice = rows.filter(({ count }) => count > 1)
    if (missing.length > 0) say(`${name}: lost ${missing.slice(0, 5).join(', ')} …`)
    if (twice.length > 0)
      say(
        `${name}: doubled ${twice
          .slice(0, 5)
          .map(({ key }) => key)
          .join(', ')} …`,
      )
    lost += missing.length
    doubled += twice.length
  }
  return { lost, doubled, wrong: [...(await countsThatLie(inbound)), ...(await oddities(victim))] }
}

type Left = { receipts: number; events: number; mails: number }

const waitUntilDone = async (
  victim: Victim,
  traffic: readonly Traffic[],
  say: (text: string) => void,
) => {
  const mails = traffic.find(({ name }) => name === 'mail')
  const due = (mails?.taken.length ?? 0) + (mails?.repeats() ?? 0)
  let told = Date.now()
  await until('all that was stored to be worked off', 400, async () => {
    const [left] = await victim.ask<Left>(`select
      (select count(*)::int from receipt where state = 'stored') as receipts,
      (select count(*)::int from tracked_event e where (e.tx, e.number) >
        (select r.tx, r.number from reader r where r.name = 'tracked-visits')) as events,
      (select coalesce(sum(received_count), 0)::int from connection where channel = 'email') as mails`)
    const { receipts, events, mails } = left!
    if (Date.now() - told > 10_000) {
      told = Date.now()
      say(`${receipts} receipts and ${events} events to go; ${mails} of ${due} mails fetched`)
    }
    return receipts === 0 && events === 0 && mails >= due
  })
}

/** received = stored + duplicate, as an administrator reads it. */
const countsThatLie = async ({ admin, mailbox, chat }: Inbound) => {
  const wrong: string[] = []
  for (const id of [mailbox, chat]) {
    if (!id) continue
    const { received, stored, duplicate, quarantined } = await admin.call(
      connections.getConnectionCounts,
      { id },
    )
    if (received !== stored + duplicate)
      wrong.push(`${received} received ≠ ${stored} + ${duplicate}`)
    if (quarantined > 0) wrong.push(`${quarantined} in quarantine`)
  }
  return wrong
}

const oddities = async (victim: Victim) => {
  const rows = await victim.ask<{ what: string; count: number }>(`
    select 'messages without exactly one event' as what, count(*)::int as count from message m where direction = 'in'
      and (select count(*) from event e where e.message_id = m.id and e.kind = 'message.received') <> 1
    union all select 'conversations that miscount', count(*)::int from conversation c
      where message_count <> (select count(*) from message m where m.conversation_id = c.id)
    union all select 'events set aside', count(*)::int from reader_failure
    union all select 'messages of a visitor out of order', count(*)::int from (
      select text, lag(text) over (partition by author_id order by created_at, id) as before from message where channel = 'web-chat') x
      where text < before
    union all select 'jobs given up', count(*)::int from graphile_worker.jobs where attempts >= max_attempts`)
  return rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`)
}
