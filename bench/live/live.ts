import { spawn } from 'node:child_process'
import { join } from 'node:path'
import * as conversations from '../../src/modules/conversations/contract.ts'
import * as widget from '../../src/modules/web-chat/contract.ts'
import { later } from '../cleanup.ts'
import type { Benchmark } from '../figure.ts'
import { createPoster } from '../http.ts'
import { makeFolder, signIn, startServer, waitUntilReady } from '../server.ts'
import { percentile, summarise } from '../statistics.ts'
import { keyOf, openDesks } from './desks.ts'
import { type Sent, sendPaced } from './paced.ts'
import { bringVisitors, hireAgents } from './people.ts'

const desks = 20
const visitors = 50
const perSecond = 100
const windowSeconds = 20
const warmSeconds = 5
const text =
  '昨日注文した革靴のサイズを変更したいのですが、まだ間に合いますか。注文番号は後ほどお伝えします。'

/**
 * How long a visitor's message takes to every desk. `live` counts from the sending, which is before the commit, so it
 * is more than commit to desk; `live-after-answer` counts from the answer, which is after the commit, so it is less.
 */
export const live: Benchmark = {
  figures: [
    { name: 'live', unit: 'ms', target: 250, below: true },
    { name: 'live-after-answer', unit: 'ms', target: 250, below: true },
  ],
  minutes: 5,
  run: async ({ full, say }) => {
    const windows = full ? 9 : 3
    const bare = await driveBare()
    say(`live: bare server-sent events, ${bare.fromSending.toFixed(1)} ms`)
    const { url } = await startServer(makeFolder())
    const admin = await signIn(url)
    const writers = await bringVisitors(url, admin, visitors)
    const measured = await drive({
      streamUrl: url + conversations.stream.path,
      readers: await hireAgents(url, admin, desks),
      windows,
      url: url + widget.sendVisitorMessage.path,
      bodyOf: (number) => JSON.stringify({ text, clientKey: keyOf(number) }),
      headersOf: (number) => writers[number % visitors]!,
    })
    const size = `p99 of ${desks} desks, ${perSecond} messages/s, ${windows} × ${windowSeconds} s`
    const from = (which: keyof Latency) => summarise(measured.map((window) => window[which]))
    return {
      live: { ...from('fromSending'), baseline: bare.fromSending, size },
      'live-after-answer': { ...from('fromAnswer'), baseline: bare.fromAnswer, size },
    }
  },
}

type Latency = { fromSending: number; fromAnswer: number }

type Drive = {
  streamUrl: string
  readers: readonly Record<string, string>[]
  windows: number
  url: string
  bodyOf: (number: number) => string
  headersOf: (number: number) => Record<string, string>
}

/** The latencies of each window, after a warm-up. */
const drive = async ({ streamUrl, readers, windows, url, bodyOf, headersOf }: Drive) => {
  const open = await openDesks(streamUrl, readers)
  const post = createPoster(64)
  const send = (number: number) => post(url, bodyOf(number), headersOf(number))
  let sent = 0
  const sendFor = async (seconds: number) => {
    const times = await sendPaced(sent, seconds * perSecond, perSecond, send)
    sent += times.size
    await open.waitForAll(sent)
    return times
  }
  await sendFor(warmSeconds)
  const measured: Latency[] = []
  while (measured.length < windows)
    measured.push(latencyOf(await sendFor(windowSeconds), open.desks))
  return measured
}

const latencyOf = (times: Map<number, Sent>, arrivals: Map<number, number>[]): Latency => {
  const since = (moment: keyof Sent) =>
    arrivals.flatMap((arrived) =>
      Array.from(times, ([number, sent]) => arrived.get(number)! - sent[moment]),
    )
  return {
    fromSending: percentile(since('at'), 0.99),
    fromAnswer: percentile(since('answered'), 0.99),
  }
}

const driveBare = async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-stream.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  later(() => child.kill())
  const url = await waitUntilReady(child)
  const [latency] = await drive({
    streamUrl: url,
    readers: Array.from({ length: desks }, () => ({})),
    windows: 1,
    url,
    bodyOf: (number) => JSON.stringify({ text, clientKey: keyOf(number) }),
    headersOf: () => ({}),
  })
  child.kill()
  return latency!
}
