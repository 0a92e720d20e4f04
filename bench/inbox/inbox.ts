import pg from 'pg'
import * as members from '../../src/modules/members/contract.ts'
import { later } from '../cleanup.ts'
import type { Benchmark, Measured } from '../figure.ts'
import { createGetter } from '../http.ts'
import { makeFolder, openPostgres, signIn, startServer } from '../server.ts'
import { summarise } from '../statistics.ts'
import { measureCallers } from './callers.ts'
import { fillInbox, sizes } from './fill.ts'
import { openViews, type View } from './views.ts'

const callers = 8
const lists = ['inbox-list-mine', 'inbox-list-unassigned', 'inbox-list-label']
const names = [...lists, 'inbox-counts', 'open-conversation']

/** What a member of three teams waits for in a large, busy workspace. */
export const inbox: Benchmark = {
  figures: [
    ...names.map((name) => ({ name, unit: 'ms', target: 50, below: true }) as const),
    { name: 'inbox-list', unit: '', target: null, worstOf: lists },
  ],
  minutes: 9,
  run: async ({ full, seed, say }) => {
    const folder = makeFolder()
    const databaseUrl = await openPostgres(folder)
    const { url } = await startServer(folder, { DATABASE_URL: databaseUrl })
    const me = await signIn(url)
    const { member, workspace } = await me.call(members.getMe, {})
    const filled = await fillInbox(databaseUrl, { memberId: member.id, seed, say })
    const pool = new pg.Pool({ connectionString: databaseUrl, max: callers })
    later(() => pool.end())
    const views = await openViews(
      createGetter(2 * callers, me.headers),
      { url, workspaceId: workspace.id, memberId: member.id, labelId: filled.labelId },
      filled.sample,
    )
    return measureViews(views, pool, { rounds: full ? 9 : 3, seconds: full ? 10 : 5, say })
  },
}

type Rounds = { rounds: number; seconds: number; say: (text: string) => void }

/** Each view in turn, round after round, so that a slow moment of the machine does not fall on one of them. */
const measureViews = async (views: View[], pool: pg.Pool, { rounds, seconds, say }: Rounds) => {
  const times = new Map(views.map(({ name }) => [name, [] as number[]]))
  const bare = new Map(views.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const view of views) {
      const { p95, calls } = await measureCallers(callers, seconds, view.look)
      say(`${view.name}: ${p95.toFixed(1)} ms, ${Math.round(calls / seconds)}/s`)
      const plain = view.bare && (await measureCallers(callers, 2, () => view.bare!(pool)))
      // The first round warms up.
      if (round === 0) continue
      times.get(view.name)!.push(p95)
      if (plain) bare.get(view.name)!.push(plain.p95)
    }
  }
  const size = `p95 of ${callers} callers, ${sizes.conversations} conversations, ${sizes.messages} messages, ${rounds} × ${seconds} s`
  const figure = (name: string): Measured => {
    const plain = bare.get(name)!
    const baseline = plain.length > 0 ? { baseline: summarise(plain).value } : {}
    return { ...summarise(times.get(name)!), ...baseline, size }
  }
  return Object.fromEntries(names.map((name) => [name, figure(name)]))
}
