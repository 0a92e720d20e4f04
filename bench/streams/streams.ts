import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findRunningPostgres } from '../../src/foundation/server/postgres/find-running-postgres.ts'
import * as conversations from '../../src/modules/conversations/contract.ts'
import * as widget from '../../src/modules/web-chat/contract.ts'
import type { Benchmark } from '../figure.ts'
import { keyOf, openDesks } from '../live/desks.ts'
import { sendPaced } from '../live/paced.ts'
import { memoryOf } from '../process-tree.ts'
import { makeFolder, signIn, startServer } from '../server.ts'
import { percentile, summarise } from '../statistics.ts'
import { openCommitter } from './committer.ts'
import { openIdle } from './idle-streams.ts'
import { bringIdle, formTeams, openChats } from './people.ts'

const idle = 2000
const teams = 5
const perTeam = 10
const perSecond = 500
const windowSeconds = 10

/**
 * Many streams of which few concern each message: 2,000 visitors who look on, and 50 members of outside partners, ten of
 * whom see each message. Counted from the commit of the message by another process to its arrival.
 */
export const streams: Benchmark = {
  figures: [
    { name: 'streams', unit: 'ms', target: 250, below: true },
    { name: 'streams-memory', unit: 'KB a stream', target: 20, below: true },
  ],
  minutes: 6,
  run: async ({ full, say }) => {
    const windows = full ? 6 : 2
    const folder = makeFolder()
    const { process, url } = await startServer(folder)
    const admin = await signIn(url)
    const formed = await formTeams(url, admin, teams, perTeam)
    const chats = await openChats(url, admin, formed)
    const visitors = await bringIdle(url, admin, idle)
    say(`streams: ${visitors.length} visitors and ${teams * perTeam} members are there`)
    const streamUrl = url + widget.streamVisitor.path
    const memory = await measureMemory(process.pid!, (some) => openIdle(streamUrl, some), visitors)
    const open = await openDesks(
      url + conversations.stream.path,
      formed.flatMap(({ members }) => members),
    )
    const database = (await findRunningPostgres(join(folder, 'postgres')))!
    const commit = await openCommitter(database, chats)
    let sent = 0
    const values: number[] = []
    for (let window = -1; window < windows; window++) {
      const times = await sendPaced(sent, perSecond * windowSeconds, perSecond, commit)
      sent += times.size
      await arrived(open.desks, sent)
      // The first one warms up.
      if (window < 0) continue
      const latencies = open.desks.flatMap((desk, number) =>
        [...times].flatMap(([key, { answered }]) =>
          key % teams === Math.floor(number / perTeam) ? [desk.get(key)! - answered] : [],
        ),
      )
      values.push(percentile(latencies, 0.99))
    }
    return {
      streams: {
        ...summarise(values),
        size: `p99 of ${windows} × ${windowSeconds} s, ${perSecond} messages/s, each to ${perTeam} of ${teams * perTeam} active streams beside ${idle} idle ones`,
      },
      'streams-memory': {
        value: memory,
        size: `what server and database grew by from ${idle / 10} to ${idle} open streams`,
      },
    }
  },
}

/** Every desk has what concerns it, and nothing else; throws when that takes over 20 s. */
const arrived = async (desks: Map<number, number>[], sent: number) => {
  const due = sent / teams
  for (let waited = 0; desks.some((desk) => desk.size < due); waited += 50) {
    if (waited > 20_000)
      throw new Error(`of ${due} messages a desk has ${Math.min(...desks.map((d) => d.size))}`)
    await delay(50)
  }
  for (const [number, desk] of desks.entries())
    for (const key of desk.keys())
      if (key % teams !== Math.floor(number / perTeam))
        throw new Error(`desk ${number} was shown ${keyOf(key)}, which is another team's`)
}

/** Kilobytes a stream, with what opening it left behind; the first few bring what any stream needs once. */
const measureMemory = async (
  pid: number,
  open: (visitors: readonly Record<string, string>[]) => Promise<unknown>,
  visitors: readonly Record<string, string>[],
) => {
  const first = idle / 10
  await open(visitors.slice(0, first))
  await delay(5000)
  const before = memoryOf(pid)
  await open(visitors.slice(first))
  await delay(5000)
  return ((memoryOf(pid) - before) * 1024) / (idle - first)
}
