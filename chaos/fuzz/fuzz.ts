import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { later } from '../../bench/cleanup.ts'
import type { Benchmark } from '../../bench/figure.ts'
import { makeFolder, root, signIn } from '../../bench/server.ts'
import { createCaller } from '../../src/foundation/testing/caller.ts'
import * as connections from '../../src/modules/connections/contract.ts'
import * as conversations from '../../src/modules/conversations/contract.ts'
import { mailboxSettings, writeMail } from '../../src/modules/conversations/testing.ts'
import * as members from '../../src/modules/members/contract.ts'
import * as tracking from '../../src/modules/tracking/contract.ts'
import * as webChat from '../../src/modules/web-chat/contract.ts'
import { createRandom, type Random } from '../random.ts'
import { receiveMail } from '../receive-mail.ts'
import { openVictim, until } from '../server.ts'
import { type Asked, askEndpoint, askTracking, rawRequest, type Who } from './requests.ts'
import { damage } from './values.ts'

const answerMs = 30_000
const callers = 24
/** The command that brings mails in costs a process each time. */
const mailsAtOnce = 1000

/** Malformed requests and mails: no crash, no hang, and no answer of 5xx but 503 with Retry-After. */
export const fuzz: Benchmark = {
  figures: [{ name: 'fuzz', unit: 'crashes, hangs, bad answers', target: 0 }],
  minutes: 15,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const victim = await openVictim(makeFolder(), { ENGAWA_LOG: 'silent' })
    victim.start()
    await victim.ready()
    const server = victim.pid()
    const { who, mailbox } = await furnish(victim.url)
    const bad = new Map<string, number>()
    const note = (what: string, asked?: Asked) => {
      if (!bad.has(what) && bad.size < 40) say(`${what}${asked ? `: ${show(asked)}` : ''}`)
      bad.set(what, (bad.get(what) ?? 0) + 1)
    }
    const statuses = new Map<number, number>()
    const send = createSend(victim.url)
    const requests = short ? 2500 : 95_000
    let left = requests
    const began = performance.now()
    const call = async () => {
      while (left-- > 0 && victim.isRunning()) {
        const kind = random.below(20)
        if (kind === 0) await sendRaw(victim.url, rawRequest(random))
        else {
          const asked = kind < 6 ? askTracking(who, random) : askEndpoint(who, random)
          const { status, wrong } = await send(asked)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          if (wrong) note(`${asked.method} ${nameOf(asked)} ${wrong}`, asked)
        }
        if (left % 5000 === 0) say(`${left} requests to go`)
      }
    }
    const looks = watchLife(victim.url, (ms) =>
      note(`no sign of life for ${Math.round(ms / 1000)} s`),
    )
    await Promise.all(Array.from({ length: callers }, call))
    // Who was signed out on the way would have been refused everywhere since.
    for (const [number, headers] of who.staff.entries())
      if ((await send({ ...stillThere, headers })).status !== 200)
        note(`credential ${number} was lost on the way`)
    const perSecond = (requests * 1000) / (performance.now() - began)
    say(`${perSecond.toFixed(0)} requests/s`)
    const mails = short ? 200 : 6000
    for (let sent = 0; sent < mails && victim.isRunning(); sent += mailsAtOnce) {
      const length = Math.min(mailsAtOnce, mails - sent)
      await receiveMail(
        victim.folder,
        mailbox,
        Array.from({ length }, () => spoiltMail(random)),
      )
    }
    await until('the mails to be worked off', 300, async () => {
      const [row] = await victim.ask<{ left: number }>(
        `select count(*)::int as left from receipt where state = 'stored'`,
      )
      return row!.left === 0
    }).catch(() => note('mails that come to no end'))
    looks.stop()
    if (!victim.isRunning() || victim.pid() !== server) note('the server ended')
    const parked = await victim.ask<{ reader: string; error: string }>(
      'select reader, error from reader_failure limit 20',
    )
    for (const { reader, error } of parked)
      note(`${reader} set an event aside: ${error.slice(0, 100)}`)
    const answers = [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${count} × ${status}`)
    return {
      fuzz: {
        value: [...bad.values()].reduce((a, b) => a + b, 0),
        size: `seed ${seed}; ${requests} requests at ${perSecond.toFixed(0)}/s (${answers.join(', ')}), ${mails} mails`,
      },
    }
  },
}

const furnish = async (url: string): Promise<{ who: Who; mailbox: string }> => {
  const admin = await signIn(url)
  const nowhere = { host: '127.0.0.1', port: 1 }
  const mailbox = await admin.call(connections.createConnection, {
    channel: 'email',
    settings: mailboxSettings(nowhere, nowhere, 'secret'),
  })
  const chat = await admin.call(connections.createConnection, { channel: 'web-chat', settings: {} })
  const source = await admin.call(tracking.createSource, { name: 'fuzz' })
  const { key } = await admin.call(members.createApiKey, { name: 'fuzz' })
  const { token } = await createCaller(url, {}).call(webChat.startVisitor, {
    connectionId: chat.id,
    locale: 'en',
  })
  const visitor = { authorization: `Bearer ${token}` }
  await createCaller(url, visitor).call(webChat.sendVisitorMessage, {
    text: 'Hello',
    clientKey: 'fuzz-key-1',
  })
  const { data } = await admin.call(conversations.listConversations, {})
  const one = await admin.call(conversations.getConversation, { id: data[0]!.id })
  const messages = await admin.call(conversations.listMessages, { id: one.id })
  const ids = [
    chat.id,
    source.id,
    one.id,
    one.customer.id,
    one.threads[0]!.id,
    messages.data[0]!.id,
  ]
  return {
    who: {
      staff: [admin.headers, { authorization: `Bearer ${key}` }],
      visitor,
      ids,
      writeKey: source.writeKey,
    },
    mailbox: mailbox.id,
  }
}

const createSend = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  later(() => agent.destroy())
  return ({ method, path, headers, body }: Asked) =>
    new Promise<{ status: number; wrong?: string }>((resolve) => {
      const length = body ? { 'content-length': String(body.length) } : {}
      const sent = request(
        url + path,
        { agent, method, headers: { ...headers, ...length }, timeout: answerMs },
        (response) => {
          const status = response.statusCode!
          // A stream has no end of its own.
          if (response.headers['content-type']?.startsWith('text/event-stream')) {
            response.destroy()
            return resolve({ status })
          }
          response.resume()
          const wrong = isBad(status, response.headers['retry-after'])
          response.on('end', () => resolve({ status, ...(wrong ? { wrong } : {}) }))
          response.on('error', () => resolve({ status, wrong: 'broke its answer off' }))
        },
      )
      sent.on('timeout', () => {
        resolve({ status: 0, wrong: 'did not answer in time' })
        sent.destroy()
      })
      // A body that is refused unread ends the connection; that is an answer too.
      sent.on('error', (error: NodeJS.ErrnoException) =>
        resolve({
          status: 0,
          ...(['EPIPE', 'ECONNRESET'].includes(error.code ?? '')
            ? {}
            : { wrong: String(error.message) }),
        }),
      )
      sent.end(body)
    })
}

const stillThere = { method: 'GET', path: '/api/v1/labels', body: undefined }

const isBad = (status: number, retryAfter: string | undefined) => {
  if (status < 500) return undefined
  if (status === 503 && retryAfter) return undefined
  return `answered ${status}`
}

const nameOf = ({ path }: Asked) =>
  path
    .replace(/\?.*/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .slice(0, 80)
const show = ({ path, body }: Asked) =>
  `${path.slice(0, 200)} ${body?.toString('latin1').slice(0, 300) ?? ''}`

const sendRaw = (url: string, bytes: Buffer) =>
  new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const end = setTimeout(() => socket.destroy(), 100)
    socket.on('error', () => undefined)
    socket.on('data', () => socket.destroy())
    socket.on('close', () => {
      clearTimeout(end)
      resolve()
    })
    socket.end(bytes)
  })

/** Asks all the time whether the process answers. */
const watchLife = (url: string, dead: (ms: number) => void) => {
  let asked: number | undefined
  const timer = setInterval(() => {
    if (asked !== undefined) {
      if (performance.now() - asked > 10_000) dead(performance.now() - asked)
      return
    }
    asked = performance.now()
    fetch(`${url}/livez`)
      .then((response) => response.arrayBuffer())
      .catch(() => undefined)
      .finally(() => {
        asked = undefined
      })
  }, 500)
  later(() => clearInterval(timer))
  return { stop: () => clearInterval(timer) }
}

const fixtures = join(root, 'src/channels/email/fixtures')
const samples = readdirSync(fixtures)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => readFileSync(join(fixtures, name)))

const spoiltMail = (random: Random) =>
  damage(
    samples.length > 0 && random.chance(0.8)
      ? random.pick(samples)
      : writeMail({
          from: `fuzz-${random.below(100)}@customer.example`,
          subject: 'ご注文',
          text: '本文です',
        }),
    random,
  )
