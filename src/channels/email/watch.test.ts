import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import type { WatchTools } from '../channel.ts'
import { available, type FakeImap, startDovecot } from './fakes/dovecot.ts'
import { settings } from './settings.ts'
import { watch } from './watch.ts'

const password = 'correct horse'

const connection = (imap: { host: string; port: number }, secret = password) =>
  settings.parse({
    address: 'help@shop.example',
    imap: { ...imap, tls: false, user: 'help', password: secret },
    smtp: { host: '127.0.0.1', port: 1, tls: false },
  })

const mail = (subject: string) =>
  Buffer.from(`From: a@b.example\r\nSubject: ${subject}\r\n\r\nhello ${subject}\r\n`)

const until = (what: string, condition: () => boolean, ms = 40_000) =>
  waitFor(what, async () => condition(), ms / 1000)

/** What the supervisor and the receiver keep: mails by key, the position, the last report. */
const createStore = () => {
  const mails = new Map<string, string>()
  const store = {
    mails,
    received: 0,
    cursor: undefined as unknown,
    reports: [] as { ok: boolean; code?: string }[],
    beforeReceive: async () => {},
    subjects: () => [...mails.values()].map((raw) => /Subject: (.*)\r/.exec(raw)?.[1]),
  }
  return store
}

type Store = ReturnType<typeof createStore>

const running: AbortController[] = []

const run = (
  store: Store,
  imap: { host: string; port: number },
  secret?: string,
  pauses?: { renewMs: number; pollMs: number },
) => {
  const abort = new AbortController()
  running.push(abort)
  const tools: WatchTools = {
    signal: abort.signal,
    sign: (text) => text,
    guardHost: async (host) => host,
    fetch: () => Promise.reject(new Error('no network here')),
    token: () => Promise.reject(new Error('no token here')),
    log: () => {},
    readCursor: async () => store.cursor,
    saveCursor: async (cursor) => {
      store.cursor = JSON.parse(JSON.stringify(cursor))
    },
    report: async (state) => {
      store.reports.push(state)
    },
    receiveAll: async (inputs) => {
      const outcomes: ('stored' | 'duplicate')[] = []
      await store.beforeReceive()
      for (const { raw, key } of inputs) {
        store.received++
        outcomes.push(store.mails.has(key) ? 'duplicate' : 'stored')
        store.mails.set(key, Buffer.from(raw).toString())
      }
      return outcomes
    },
  }
  const done = watch(connection(imap, secret), tools, pauses)
  done.catch(() => {})
  return {
    done,
    stop: async () => {
      abort.abort()
      await done
    },
  }
}

afterEach(() => {
  for (const abort of running.splice(0)) abort.abort()
})

describe.skipIf(!available())('watching a mailbox (needs the system package dovecot-imapd)', () => {
  let imap: FakeImap
  beforeAll(async () => {
    imap = await startDovecot(password)
  }, 120_000)
  afterAll(async () => {
    await imap?.stop()
  })

  it('takes in what is there, then what comes, once each, and alters nothing', async () => {
    const store = createStore()
    await imap.deliver(mail('one'))
    const watching = run(store, imap)
    await until('the first mail', () => store.mails.size === 1)
    expect(store.reports.every(({ ok }) => ok)).toBe(true)
    await imap.deliver(mail('two'))
    await until('the second mail', () => store.mails.size === 2)
    expect(store.subjects()).toEqual(['one', 'two'])
    expect([...store.mails.values()][1]).toBe(mail('two').toString())
    await watching.stop()
    expect((await imap.list()).every((name) => /^new\/[^,]*$/.test(name))).toBe(true)
  })

  it('goes on from its position after a restart, with what came meanwhile', async () => {
    const store = createStore()
    const first = run(store, imap)
    await until('the mails', () => store.mails.size === 2)
    await first.stop()
    await imap.deliver(mail('three'))
    const second = run(store, imap)
    await until('the third mail', () => store.mails.size === 3)
    await second.stop()
    const third = run(store, imap)
    await until('the connection', () => store.reports.length > 4)
    await imap.deliver(mail('four'))
    await until('the fourth mail', () => store.mails.size === 4)
    await third.stop()
    expect(store.received).toBe(4)
  })

  it('repeats a batch that was not committed', async () => {
    const store = createStore()
    store.beforeReceive = async () => {
      throw new Error('the database is away')
    }
    await expect(run(store, imap).done).rejects.toThrow('the database is away')
    expect(store.cursor).toMatchObject({ uid: 0 })
    // The mail server is not to blame, so nothing is reported against it.
    expect(store.reports).toEqual([{ ok: true }])
    store.beforeReceive = async () => {}
    const again = run(store, imap)
    await until('all mails', () => store.mails.size === 4)
    await again.stop()
    expect(store.received).toBe(4)
  })

  it('starts over when the UIDs are new', async () => {
    const store = createStore()
    const before = run(store, imap)
    await until('all mails', () => store.mails.size === 4)
    await before.stop()
    await imap.resetUids()
    const after = run(store, imap)
    await until('all mails under new keys', () => store.mails.size === 8)
    await after.stop()
    expect(new Set(store.subjects()).size).toBe(4)
  }, 120_000)

  it('reports a wrong password within seconds and gives up', async () => {
    const store = createStore()
    const start = performance.now()
    await expect(run(store, imap, 'wrong').done).rejects.toMatchObject({ code: 'imap.auth_failed' })
    expect(performance.now() - start).toBeLessThan(30_000)
    expect(store.reports).toMatchObject([{ ok: false, code: 'imap.auth_failed' }])
  })

  it('says at the next connection that the password was changed', async () => {
    const store = createStore()
    await imap.setPassword('changed')
    await expect(run(store, imap).done).rejects.toMatchObject({ code: 'imap.auth_failed' })
    await imap.setPassword(password)
    const watching = run(store, imap)
    await until('a good report', () => store.reports.at(-1)?.ok === true)
    await watching.stop()
  })

  it('stops promptly when told to', async () => {
    const store = createStore()
    const watching = run(store, imap)
    await until('the first look', () => store.mails.size === 4)
    const start = performance.now()
    await watching.stop()
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('reports when the server goes away', async () => {
    const store = createStore()
    const watching = run(store, imap)
    await until('the first look', () => store.mails.size === 4)
    await imap.halt()
    await expect(watching.done).rejects.toMatchObject({ code: 'imap.unreachable' })
    expect(store.reports.at(-1)).toMatchObject({ ok: false, code: 'imap.unreachable' })
    await expect(run(store, imap).done).rejects.toMatchObject({ code: 'imap.unreachable' })
    await imap.start()
  }, 120_000)

  it('takes a full mailbox in batches, and only what is new of one that was fuller at first', async () => {
    const subjects = Array.from({ length: 60 }, (_, index) => `many ${index}`)
    for (const subject of subjects) await imap.deliver(mail(subject))
    const store = createStore()
    const watching = run(store, imap)
    await until('all mails', () => store.mails.size === 64)
    await watching.stop()
    expect(store.cursor).toMatchObject({ uid: 64 })
  }, 120_000)

  it('loses no mail when it is pointed at another mailbox whose numbers happen to be the same', async () => {
    const store = createStore()
    await imap.deliver(mail('here'))
    const watching = run(store, imap)
    await until('the mail here', () => store.subjects().includes('here'))
    await watching.stop()
    const known = store.mails.size
    const saved = store.cursor as { uid: number }
    // As if all these had been read from another one, further on.
    store.cursor = { ...saved, uid: saved.uid + 100, user: 'sales' }
    const after = run(store, imap)
    await until('all of them under keys of their own', () => store.mails.size === 2 * known)
    await after.stop()
  })

  it('hears of mail that comes while other mail is being taken', async () => {
    const store = createStore()
    store.beforeReceive = async () => {
      if (store.received === 0) await imap.deliver(mail('late'))
    }
    const watching = run(store, imap)
    await until('the late mail', () => store.subjects().includes('late'))
    await watching.stop()
  }, 120_000)

  it('ends each IDLE in time and looks, so that a silent one misses nothing', async () => {
    const store = createStore()
    const watching = run(store, imap, password, { renewMs: 100, pollMs: 60_000 })
    // Each look says that all is well; nothing else happens meanwhile.
    await until('five looks', () => store.reports.length >= 6)
    expect(store.reports.every(({ ok }) => ok)).toBe(true)
    await imap.deliver(mail('after many looks'))
    await until('the mail', () => store.subjects().includes('after many looks'))
    await watching.stop()
    expect(new Set(store.mails.keys()).size).toBe(store.received)
  })

  it('polls a server that knows no IDLE', async () => {
    const plain = await startDovecot(password, { capability: 'IMAP4rev1 UIDPLUS' })
    try {
      const store = createStore()
      const watching = run(store, plain, password, { renewMs: 60_000, pollMs: 100 })
      await until('the first look', () => store.reports.length > 2)
      await plain.deliver(mail('polled'))
      await until('the mail', () => store.subjects().includes('polled'))
      await watching.stop()
    } finally {
      await plain.stop()
    }
  }, 120_000)

  it('takes thousands of mails piece by piece, each once and in order', async () => {
    const full = await startDovecot(password)
    try {
      await full.deliverAll(Array.from({ length: 150 }, (_, n) => mail(`first ${n}`)))
      const store = createStore()
      store.beforeReceive = async () => {
        if (store.received === 100) throw new Error('the database is away')
      }
      await expect(run(store, full).done).rejects.toThrow('the database is away')
      expect(store.cursor).toMatchObject({ uid: 100 })
      store.beforeReceive = async () => {}
      await full.deliverAll(Array.from({ length: 1000 }, (_, n) => mail(`then ${n}`)))
      const again = run(store, full)
      await until('all of them', () => store.mails.size === 1150, 90_000)
      await again.stop()
      expect(store.received).toBe(1150)
      const uids = [...store.mails.keys()].map((key) => Number(key.split(':')[1]))
      expect(uids).toEqual(Array.from({ length: 1150 }, (_, n) => n + 1))
    } finally {
      await full.stop()
    }
  }, 60_000)

  it('leaves out mail from before the connection when the UIDs are new', async () => {
    const store = createStore()
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    store.cursor = { uidValidity: '1', uid: 5, since: tomorrow }
    const watching = run(store, imap)
    await until('a good report', () => store.reports.length > 0)
    await until(
      'the new position',
      () => (store.cursor as { uidValidity: string }).uidValidity !== '1',
    )
    await watching.stop()
    expect(store.mails.size).toBe(0)
  })
})
