import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { later } from '../../bench/cleanup.ts'
import type { Benchmark } from '../../bench/figure.ts'
import { makeFolder } from '../../bench/server.ts'
import type { Manifest } from '../../src/foundation/server/backup/format.ts'
import { checkArchive } from '../../src/foundation/server/backup/read-archive.ts'
import { createCaller } from '../../src/foundation/testing/caller.ts'
import { engawa } from '../engawa.ts'
import { compare, readAll } from '../live/compare.ts'
import { type Desk, openDesk } from '../live/desk.ts'
import { startProxy } from '../live/proxy.ts'
import { createRandom, type Random } from '../random.ts'
import { openVictim, until, type Victim } from '../server.ts'
import { startChat } from '../traffic/chat.ts'
import { type Inbound, openInbound } from '../traffic/inbound.ts'
import { createFaults, showFaults } from '../traffic/post.ts'
import { startDebianPostgres } from './debian-postgres.ts'
import { readEveryMessage } from './look.ts'

const desks = 8
const auditLog = 'public.audit_entry'

/** A backup of a busy server comes back in fresh installs, and the desks that were open follow there. */
export const restore: Benchmark = {
  figures: [
    { name: 'restore', unit: 'missing or different', target: 0 },
    { name: 'restore-seconds', unit: 's', target: null },
  ],
  minutes: 8,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const inbound = await openInbound(random, say)
    const { victim, admin } = inbound
    const proxy = await startProxy(Number(new URL(victim.url).port))
    const opened = Array.from({ length: desks }, () =>
      openDesk(createCaller(proxy.url, admin.headers)),
    )
    for (const desk of opened) later(desk.close)
    const saved = await saveWhileBusy(inbound, short ? 3 : 12, say)
    await victim.stop()

    const wrong = [...saved.wrong]
    const seconds: number[] = []
    const older = await startDebianPostgres()
    if (!older) say('no PostgreSQL 15 here (Debian: postgresql-15): not from 18 to 15')
    const places: { kind: string; more: Record<string, string> }[] = [
      { kind: '18', more: {} },
      ...(older ? [{ kind: '15', more: { DATABASE_URL: older } }] : []),
    ]
    for (const [times, { kind, more }] of places.entries()) {
      const restored = await bringBack(more, saved.file, victim.folder)
      seconds.push(restored.seconds)
      wrong.push(...(await differences(restored, saved.manifest)))
      restored.server.start()
      await restored.server.ready()
      proxy.aim(Number(new URL(restored.server.url).port))
      await proxy.down()
      await proxy.up()
      wrong.push(...(await lookAround(restored.server, saved.due, admin.headers)))
      wrong.push(...(await followOn(restored.server, opened, inbound, random)))
      wrong.push(
        ...opened
          .filter((desk) => desk.resets() !== times + 1)
          .map((desk) => `a desk was told to read afresh ${desk.resets()} times`),
      )
      say(`restored into PostgreSQL ${kind}; ${wrong.length} wrong so far`)
      await restored.server.stop()
    }
    wrong.push(...(await listSealed(saved.file, inbound.mailbox !== undefined)))
    for (const one of wrong.slice(0, 20)) say(one)
    return {
      restore: {
        value: wrong.length,
        size: `seed ${seed}; ${saved.rows} rows saved in ${saved.seconds.toFixed(1)} s under traffic, restored into PostgreSQL ${places.map(({ kind }) => kind).join(' and ')}; ${saved.due.length} messages looked up, ${desks} desks back`,
      },
      'restore-seconds': {
        value: Math.max(...seconds),
        size: 'the longest restore, with its checks',
      },
    }
  },
}

type Saved = {
  file: string
  rows: number
  seconds: number
  manifest: Manifest
  /** Messages that were acknowledged before the backup began. */
  due: string[]
  wrong: string[]
}

const saveWhileBusy = async (
  inbound: Inbound,
  seconds: number,
  say: (text: string) => void,
): Promise<Saved> => {
  const { victim, mailbox } = inbound
  const traffic = await inbound.begin(80)
  await delay(seconds * 1000)
  const chat = [...traffic.find(({ name }) => name === 'chat')!.taken]
  const file = join(makeFolder(), 'backup.tgz')
  const { rows, seconds: took } = await engawa(victim.folder, ['backup', file])
  say(`saved ${rows} rows in ${took.toFixed(1)} s`)
  await delay(1000)
  for (const one of traffic) await one.stop()
  // What the backup does not have yet is still in the mailbox, and is fetched by whoever comes after.
  const mail = mailbox ? traffic.find(({ name }) => name === 'mail')!.taken : []
  const { manifest } = await checkArchive(file, () => undefined)
  const faults = showFaults(inbound.faults)
  return {
    file,
    rows,
    seconds: took,
    manifest,
    due: [...chat, ...mail],
    wrong: faults ? [faults] : [],
  }
}

type Restored = { server: Victim; folder: string; more: Record<string, string>; seconds: number }

/** A fresh install with the old secret, filled from the file. */
const bringBack = async (
  more: Record<string, string>,
  file: string,
  from: string,
): Promise<Restored> => {
  const folder = makeFolder()
  cpSync(join(from, 'secret'), join(folder, 'secret'))
  const { seconds } = await engawa(folder, ['restore', file], more)
  return { server: await openVictim(folder, more), folder, more, seconds }
}

/** A backup of what was restored, table by table against the first. */
const differences = async ({ folder, more }: Restored, before: Manifest) => {
  const file = join(makeFolder(), 'again.tgz')
  await engawa(folder, ['backup', file], more)
  const { manifest: after } = await checkArchive(file, () => undefined)
  const all = ({ tables, jobs }: Manifest) => [...tables, { ...jobs, name: 'jobs' }]
  const again = new Map(all(after).map((one) => [one.name, one]))
  const other = all(before).filter(({ name, rows, sha256 }) =>
    // The restore itself is one line more in the audit log.
    name === auditLog ? again.get(name)?.rows !== rows + 1 : again.get(name)?.sha256 !== sha256,
  )
  return [
    ...other.map(({ name }) => `${name} is different after the restore`),
    ...(after.files.count === before.files.count ? [] : ['other files after the restore']),
  ]
}

/** Every message is found by going through the lists, mail that came after the backup too. */
const lookAround = async (
  server: Victim,
  due: readonly string[],
  headers: Record<string, string>,
) => {
  const caller = createCaller(server.url, headers)
  let missing = [...due]
  await until('all messages to be seen', 90, async () => {
    const seen = new Set(await readEveryMessage(caller))
    missing = due.filter((text) => !seen.has(text))
    return missing.length === 0
  }).catch(() => undefined)
  return missing.map((text) => `${text} is not to be seen`)
}

/** The desks are told to read afresh, once, and then see everything that is new. */
const followOn = async (
  server: Victim,
  opened: readonly Desk[],
  { chat }: Inbound,
  random: Random,
) => {
  const faults = createFaults()
  await until('all desks to be back', 30, async () => {
    const [last] = await server.ask<{ epoch: number }>('select epoch from log_epoch')
    return opened.every((desk) => desk.first()?.startsWith(`${last!.epoch}-`))
  }).catch(() => undefined)
  const traffic = await startChat(
    { url: server.url, connectionId: chat, visitors: 6, pauseMs: 100 },
    random,
    faults,
  )
  await delay(2000)
  await traffic.stop()
  const log = await readAll(server)
  await until('the desks to have all', 20, async () =>
    opened.every((desk) => desk.seen.at(-1) === log.at(-1)?.id),
  ).catch(() => undefined)
  return opened.flatMap((desk, number) => {
    const { missed, doubled, disordered, gaps } = compare(desk, log)
    const told = { missed, doubled, disordered, gaps }
    return Object.entries(told).flatMap(([what, count]) =>
      count > 0 ? [`desk ${number}: ${count} ${what}`] : [],
    )
  })
}

/** Without the secret, what has to be entered again is named. */
const listSealed = async (file: string, hasMailbox: boolean) => {
  const { sameSecret, unreadable } = await engawa(makeFolder(), ['restore', file])
  const paths = (unreadable as { path: string }[]).map(({ path }) => path)
  if (sameSecret !== false) return ['another secret went unnoticed']
  return !hasMailbox || paths.includes('settings.imap.password')
    ? []
    : [`the password of the mailbox was not listed, but ${paths}`]
}
