import { setTimeout as delay } from 'node:timers/promises'
import type { Benchmark } from '../../bench/figure.ts'
import { makeFolder, signIn } from '../../bench/server.ts'
import type { Caller } from '../../src/foundation/testing/caller.ts'
import * as connections from '../../src/modules/connections/contract.ts'
import * as consents from '../../src/modules/consents/contract.ts'
import { newsletter, sender } from '../../src/modules/consents/testing.ts'
import * as contract from '../../src/modules/conversations/contract.ts'
import { mailboxSettings, writeMail } from '../../src/modules/conversations/testing.ts'
import * as workspaces from '../../src/modules/workspaces/contract.ts'
import { createRandom, type Random } from '../random.ts'
import { receiveMail } from '../receive-mail.ts'
import { openVictim, until, type Victim } from '../server.ts'
import { createFaults, showFaults } from '../traffic/post.ts'
import { countStates, judge, judgeEnd, type Outgoing, type Providers } from './judge.ts'
import { startMoodyMessenger } from './messenger.ts'
import { steps as smtpSteps, startMoodySmtp } from './smtp.ts'
import { writeReplies } from './write-replies.ts'

const mailboxes = 3
const chats = 2
const customersEach = 5
const undoSeconds = 2
const httpSteps = ['headers', 'whole', 'answered'] as const
const steps = [
  ...smtpSteps.map((step) => `mail:${step}`),
  ...httpSteps.map((step) => `chat:${step}`),
]

/** Replies by mail and messenger to moody providers, while our server is killed at every step of a delivery. */
export const outbound: Benchmark = {
  figures: [{ name: 'outbound', unit: 'doubled or forgotten', target: 0 }],
  minutes: 15,
  run: async ({ seed, short, say }) => {
    const random = createRandom(seed)
    const victim = await openVictim(makeFolder(), {}, 'chaos/outbound/main.ts')
    victim.start()
    await victim.ready()
    const admin = await signIn(victim.url)
    const smtp = await startMoodySmtp(random)
    const messenger = await startMoodyMessenger(random)
    const providers = { smtp, messenger }
    await admin.call(workspaces.updateWorkspace, { undoSeconds })
    const conversations = await begin(victim, admin, providers)

    const faults = createFaults()
    const count = short ? 40 : 300
    const writing = writeReplies(victim, admin.headers, conversations, count, random, faults)
    const kills = await killAtEveryStep(victim, providers, random, short ? 9 : 54, say)
    const replies = await writing
    smtp.watch(() => undefined)
    messenger.watch(() => undefined)
    await until('every message to come to an end', 180, async () => {
      await hurry(victim)
      return (await readMessages(victim)).every(({ state }) => isEnd(state))
    })
    const messages = await readMessages(victim)
    const wrong = judge(messages, replies, providers)

    // A person decides about the rest; now the providers are well.
    smtp.calmDown()
    messenger.behave('accept')
    for (const { id, state, marketing, handed_at } of messages)
      if (state !== 'sent' && !(marketing && handed_at))
        await admin.call(contract.retryMessage, { id })
    const isOver = ({ state, marketing }: Outgoing) =>
      state === 'sent' || (marketing && isEnd(state))
    await until('what was sent again to be sent', 180, async () => {
      await hurry(victim)
      return (await readMessages(victim)).every(isOver)
    })
    wrong.push(...judgeEnd(messages, await readMessages(victim), providers))
    for (const one of wrong.slice(0, 10)) say(one)
    if (showFaults(faults)) throw new Error(showFaults(faults))
    const doubtful = messages.filter(({ state }) => state === 'unknown').length
    const withdrawn = replies.filter((one) => one.withdrawn).length
    return {
      outbound: {
        value: wrong.length,
        size: `${kills} kills, seed ${seed}; ${replies.length} replies by ${mailboxes} mailboxes and ${chats} messengers, ${withdrawn} taken back: ${countStates(messages)}; ${doubtful} asked about, all service messages arrived in the end`,
      },
    }
  },
}

/** Conversations by mail and by messenger, some of each connection. */
const begin = async (victim: Victim, admin: Caller, { smtp, messenger }: Providers) => {
  const nowhere = { host: '127.0.0.1', port: 1 }
  const connect = async (channel: string, settings: Record<string, unknown>) =>
    (await admin.call(connections.createConnection, { channel, settings })).id
  for (let box = 0; box < mailboxes; box++) {
    const id = await connect('email', mailboxSettings(nowhere, smtp, 'secret'))
    const from = (n: number) => `customer-${box}-${n}@customer.example`
    const mails = Array.from({ length: customersEach }, (_, n) =>
      writeMail({ from: from(n), text: 'Hello' }),
    )
    await receiveMail(victim.folder, id, mails)
  }
  // Both read the same customers: what comes by two ways is a case for each.
  for (let chat = 0; chat < chats; chat++)
    await connect('http-test', { url: messenger.url, secret: `secret-${chat}` })
  for (let n = 0; n < customersEach; n++)
    messenger.write({ id: `in-${n}`, from: `friend-${n}@customer.example`, text: 'Hello' })
  const found: { id: string; customer: { id: string }; lastMessage: { channel: string } }[] = []
  await until('the messages to be conversations', 60, async () => {
    const { data } = await admin.call(contract.listConversations, { limit: 100 })
    found.splice(0, found.length, ...data)
    return data.length === (mailboxes + chats) * customersEach
  })
  const purposeId = await agree(admin, found)
  return { ids: found.map(({ id }) => id), purposeId }
}

/** Marketing goes only to who agreed to it, and says who sends it. */
const agree = async (
  admin: Caller,
  found: readonly { customer: { id: string }; lastMessage: { channel: string } }[],
) => {
  await admin.call(consents.putSender, sender)
  const { id: purposeId } = await admin.call(consents.createPurpose, newsletter())
  for (const { customer, lastMessage } of found)
    await admin.call(consents.recordConsent, {
      id: customer.id,
      purposeId,
      channel: lastMessage.channel,
      state: 'given',
    })
  return purposeId
}

/** Each kill comes when a delivery is at a chosen step, or soon after. */
const killAtEveryStep = async (
  victim: Victim,
  { smtp, messenger }: Providers,
  random: Random,
  kills: number,
  say: (text: string) => void,
) => {
  for (let kill = 0; kill < kills; kill++) {
    const wanted = steps[kill % steps.length]!
    await victim.ready()
    await hurry(victim).catch(() => undefined)
    const reached = new Promise<void>((resolve) => {
      smtp.watch((step) => `mail:${step}` === wanted && resolve())
      messenger.watch((step) => `chat:${step}` === wanted && resolve())
    })
    await Promise.race([reached, delay(8000)])
    if (random.chance(0.5)) await delay(random.between(0, 30))
    await victim.kill()
    const arrived = smtp.taken.length + messenger.delivered.size
    say(`kill ${kill + 1} of ${kills} at "${wanted}"; ${arrived} messages arrived`)
    victim.start()
  }
  await victim.ready()
  return kills
}

/** What waits for a later attempt, or for a provider, is due now: a proof cannot wait for minutes. */
const hurry = async (victim: Victim) => {
  await victim.ask(`update connection_circuit set next_try_at = now() where state <> 'closed'`)
  await victim.ask(`select graphile_worker.reschedule_jobs(array(select j.id from graphile_worker.jobs j
    where task_identifier = 'send-message' and run_at > now() and locked_at is null
      and not exists (select 1 from message m where 'send:' || m.id = j.key and m.due_at > now())), run_at := now())`)
}

const readMessages = (victim: Victim) =>
  victim.ask<Outgoing>(
    `select id, text, state, state_code, channel, marketing, handed_at from message
      where direction = 'out' and channel in ('email', 'http-test') order by created_at`,
  )

const isEnd = (state: string) => ['sent', 'failed', 'unknown'].includes(state)
