import { setTimeout as delay } from 'node:timers/promises'
import type { Benchmark } from '../../bench/figure.ts'
import { makeFolder, signIn } from '../../bench/server.ts'
import * as connections from '../../src/modules/connections/contract.ts'
import * as contract from '../../src/modules/conversations/contract.ts'
import { mailboxSettings, writeMail } from '../../src/modules/conversations/testing.ts'
import { createRandom, type Random } from '../random.ts'
import { receiveMail } from '../receive-mail.ts'
import { openVictim, until, type Victim } from '../server.ts'
import { createFaults, createPost, insist, showFaults } from '../traffic/post.ts'
import { startMoodySmtp, steps } from './smtp.ts'

const mailboxes = 3
type Smtp = Awaited<ReturnType<typeof startMoodySmtp>>
type Outgoing = { id: string; text: string; state: string }

/** Replies by mail to a moody mail server, while ours is killed at every step of a delivery. */
export const outbound: Benchmark = {
  figures: [{ name: 'outbound', unit: 'doubled or forgotten', target: 0 }],
  minutes: 15,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const victim = await openVictim(makeFolder())
    victim.start()
    await victim.ready()
    const admin = await signIn(victim.url)
    const smtp = await startMoodySmtp(random)
    const nowhere = { host: '127.0.0.1', port: 1 }
    const conversations: string[] = []
    for (let box = 0; box < mailboxes; box++) {
      const { id } = await admin.call(connections.createConnection, {
        channel: 'email',
        settings: mailboxSettings(nowhere, smtp, 'secret'),
      })
      const from = (n: number) => `customer-${box}-${n}@customer.example`
      const mails = Array.from({ length: 5 }, (_, n) => writeMail({ from: from(n), text: 'Hello' }))
      await receiveMail(victim.folder, id, mails)
    }
    await until('the mails to be conversations', 60, async () => {
      const { data } = await admin.call(contract.listConversations, { limit: 100 })
      conversations.splice(0, conversations.length, ...data.map(({ id }) => id))
      return data.length === mailboxes * 5
    })

    const faults = createFaults()
    const writing = reply(victim, admin.headers, conversations, short ? 24 : 180, random, faults)
    const kills = await killAtEveryStep(victim, smtp, random, short ? 6 : 36, say)
    const replies = await writing
    smtp.watch(() => undefined)
    await until('every message to come to an end', 120, async () => {
      await hurry(victim)
      return (await readMessages(victim)).every(({ state }) => isEnd(state))
    })
    const messages = await readMessages(victim)
    const wrong = judge(messages, replies, smtp)
    const states = countStates(messages)

    // A person decides about the rest; now the mail server is well.
    smtp.calmDown()
    for (const { id, state } of messages)
      if (state !== 'sent') await admin.call(contract.retryMessage, { id })
    await until('what was sent again to be sent', 120, async () => {
      await hurry(victim)
      return (await readMessages(victim)).every(({ state }) => state === 'sent')
    })
    for (const { id, text, state } of messages) {
      const times = copies(smtp, text)
      const most = state === 'unknown' ? 2 : 1
      if (times < 1 || times > most)
        wrong.push(`${id} was ${state}; sent again, it arrived ${times} times`)
    }
    for (const one of wrong.slice(0, 10)) say(one)
    if (showFaults(faults)) throw new Error(showFaults(faults))
    return {
      outbound: {
        value: wrong.length,
        size: `${kills} kills, seed ${seed}; ${replies.length} replies by ${mailboxes} mailboxes: ${states}; all others sent when asked again`,
      },
    }
  },
}

const reply = async (
  { url }: Victim,
  headers: Record<string, string>,
  conversations: readonly string[],
  count: number,
  random: Random,
  faults: ReturnType<typeof createFaults>,
) => {
  const post = createPost(1)
  const texts: string[] = []
  for (let number = 0; number < count; number++) {
    const text = `reply number ${number} end`
    const path = contract.reply.path.replace(':id', random.pick(conversations))
    const body = JSON.stringify({ text, clientKey: `reply-${number}` })
    await insist(
      () => post(url + path, body, headers),
      faults,
      () => 200,
    )
    texts.push(text)
    await delay(random.between(0, 600))
  }
  return texts
}

/** Each kill comes when a delivery is at a chosen step, or soon after. */
const killAtEveryStep = async (
  victim: Victim,
  smtp: Smtp,
  random: Random,
  kills: number,
  say: (text: string) => void,
) => {
  for (let kill = 0; kill < kills; kill++) {
    const wanted = steps[kill % steps.length]!
    await victim.ready()
    await hurry(victim).catch(() => undefined)
    const reached = new Promise<void>((resolve) =>
      smtp.watch((step) => step === wanted && resolve()),
    )
    await Promise.race([reached, delay(8000)])
    if (random.chance(0.5)) await delay(random.between(0, 30))
    await victim.kill()
    say(`kill ${kill + 1} of ${kills} at "${wanted}"; ${smtp.taken.length} mails taken`)
    victim.start()
  }
  await victim.ready()
  return kills
}

/** What waits for a later attempt is due now: a proof cannot wait for minutes. */
const hurry = (victim: Victim) =>
  victim.ask(`select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs
    where task_identifier = 'send-message' and run_at > now() and locked_at is null), run_at := now())`)

const readMessages = (victim: Victim) =>
  victim.ask<Outgoing>(
    `select id, text, state from message where direction = 'out' and channel = 'email' order by created_at`,
  )

const isEnd = (state: string) => ['sent', 'failed', 'unknown'].includes(state)

const copies = ({ taken }: Smtp, text: string) => taken.filter((raw) => raw.includes(text)).length

const judge = (messages: readonly Outgoing[], replies: readonly string[], smtp: Smtp) => {
  const wrong: string[] = []
  for (const text of replies) {
    const rows = messages.filter((one) => one.text === text)
    if (rows.length !== 1) wrong.push(`"${text}" is there ${rows.length} times`)
  }
  for (const { text, state } of messages) {
    const times = copies(smtp, text)
    if (times > 1) wrong.push(`"${text}" (${state}) arrived ${times} times`)
    if (state === 'sent' && times === 0) wrong.push(`"${text}" is told as sent and did not arrive`)
    if (state === 'failed' && times > 0) wrong.push(`"${text}" is told as failed and arrived`)
  }
  return wrong
}

const countStates = (messages: readonly Outgoing[]) =>
  [...Map.groupBy(messages, ({ state }) => state)]
    .map(([state, all]) => `${all.length} ${state}`)
    .join(', ')
