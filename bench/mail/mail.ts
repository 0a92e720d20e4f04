import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { available, type FakeImap, startDovecot } from '../../src/channels/email/fakes/dovecot.ts'
import type { Caller } from '../../src/foundation/testing/caller.ts'
import * as connections from '../../src/modules/connections/contract.ts'
import { later } from '../cleanup.ts'
import type { Benchmark } from '../figure.ts'
import { makeFolder, openPostgres, signIn, startServer } from '../server.ts'
import { createRandom, writeCorpus } from './corpus.ts'

const small = 10_000
const large = 200_000
const rounds = 2
const longestSeconds = 120

const old = (number: number) =>
  `From: old-${number % 500}@customer.example\r\nTo: help@shop.example\r\nSubject: old ${number}\r\nMessage-ID: <old-${number}@x>\r\n\r\nfrom before\r\n`

type Mailbox = { imap: FakeImap; id: string; size: number }

const connect = async (admin: Caller, size: number): Promise<Mailbox> => {
  const imap = await startDovecot('bench')
  later(() => imap.stop())
  await imap.fill(size, old)
  const { id } = await admin.call(connections.createConnection, {
    channel: 'email',
    name: `mailbox of ${size}`,
    settings: {
      address: 'help@shop.example',
      imap: { host: imap.host, port: imap.port, tls: false, user: imap.user, password: 'bench' },
      smtp: { host: '127.0.0.1', port: 1, tls: false },
    },
  })
  await until('the connection', 300, async () => {
    const one = await admin.call(connections.getConnection, { id })
    return one.state === 'ok'
  })
  return { imap, id, size }
}

const until = async (what: string, seconds: number, done: () => Promise<boolean>) => {
  const end = performance.now() + seconds * 1000
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`${what} took longer than ${seconds} s`)
    await delay(50)
  }
}

/** Seconds from the moment the server may look until every mail is a message in its conversation. */
const takeIn = async (
  admin: Caller,
  pool: pg.Pool,
  { imap, id }: Mailbox,
  mails: readonly Buffer[],
): Promise<number> => {
  const count = async () => {
    const { rows } = await pool.query(
      `select count(*) filter (where state = 'parsed')::int as parsed, count(*) filter (where state not in ('parsed', 'stored'))::int as other
       from receipt where connection_id = $1`,
      [id],
    )
    return rows[0] as { parsed: number; other: number }
  }
  const before = await count()
  await admin.call(connections.updateConnection, { id, paused: true })
  // Whoever watched it lets go within two looks.
  await delay(4000)
  await imap.deliverAll(mails)
  await admin.call(connections.updateConnection, { id, paused: false })
  await until('the first mail', 60, async () => (await count()).parsed > before.parsed)
  const first = (await count()).parsed - before.parsed
  const from = performance.now()
  await until('taking mail in', longestSeconds, async () => {
    const now = await count()
    if (now.other > before.other) throw new Error('a mail was not understood')
    return now.parsed - before.parsed >= mails.length
  })
  return ((performance.now() - from) / 1000 / (mails.length - first)) * mails.length
}

/**
 * Mails a second from a real IMAP server to stored and threaded, with that server, the database, the product and this
 * program on one machine; and what it matters how full the mailbox is.
 */
export const mail: Benchmark = {
  figures: [
    { name: 'mail', unit: 'mails/s', target: 100, atLeast: true },
    { name: 'mail-full-mailbox', unit: '×', target: 1.2 },
  ],
  minutes: 12,
  run: async ({ say, seed, full, short }) => {
    if (!available()) throw new Error('needs the system package dovecot-imapd')
    const count = short ? 400 : full ? 5000 : 2000
    const folder = makeFolder()
    const databaseUrl = await openPostgres(folder)
    const { url } = await startServer(folder, { DATABASE_URL: databaseUrl })
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
    // The database ends before its clients have quite gone.
    pool.on('error', () => undefined)
    later(() => pool.end())
    const admin = await signIn(url)
    const random = createRandom(seed)
    const few = await connect(admin, short ? 1000 : small)
    say(`filling a mailbox with ${short ? small : large} mails`)
    const many = await connect(admin, short ? small : large)
    const seconds = new Map<Mailbox, number[]>([
      [few, []],
      [many, []],
    ])
    let bytes = 0
    await takeIn(admin, pool, few, writeCorpus(200, 'warm', random))
    for (let round = 0; round < rounds; round++)
      for (const mailbox of [few, many]) {
        const mails = writeCorpus(count, `r${round}-${mailbox.size}`, random)
        bytes += mails.reduce((sum, one) => sum + one.length, 0)
        const took = await takeIn(admin, pool, mailbox, mails)
        seconds.get(mailbox)!.push(took)
        say(`${mailbox.size}: ${(count / took).toFixed(0)} mails/s`)
      }
    const mean = (mailbox: Mailbox) =>
      seconds.get(mailbox)!.reduce((sum, one) => sum + one, 0) / rounds
    const rates = [...seconds.values()].flat().map((one) => count / one)
    const kilobytes = Math.round(bytes / count / rounds / 2 / 1000)
    return {
      mail: {
        value:
          (rounds * 2 * count) / [...seconds.values()].flat().reduce((sum, one) => sum + one, 0),
        min: Math.min(...rates),
        max: Math.max(...rates),
        size: `${rounds * 2} × ${count} mails, ${kilobytes} KB on average, seed ${seed}`,
      },
      'mail-full-mailbox': {
        value: mean(many) / mean(few),
        size: `time with ${many.size} mails in the mailbox to time with ${few.size}`,
      },
    }
  },
}
