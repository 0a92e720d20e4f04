import type { Caller } from '../../foundation/testing/caller.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { channelOf } from '../connections/index.ts'
import * as customers from '../customers/contract.ts'
import * as contract from './contract.ts'

export type Mail = {
  from: string
  subject?: string
  text?: string
  to?: string
  /** The Message-ID, with its brackets; one of its own when left out. */
  id?: string
  /** The Message-ID of the mail that is answered. */
  answers?: string
  /** Further header lines. */
  headers?: string[]
}

let mails = 0

/** A mail as a mail program writes it, in UTF-8. */
export const writeMail = ({ from, subject = '', text = '', to, id, answers, headers }: Mail) =>
  Buffer.from(
    [
      `From: ${from}`,
      `To: ${to ?? 'help@shop.example'}`,
      `Subject: =?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`,
      `Message-ID: ${id ?? `<mail-${process.pid}-${++mails}@customer.example>`}`,
      `Date: ${new Date().toUTCString()}`,
      ...(answers ? [`In-Reply-To: ${answers}`, `References: ${answers}`] : []),
      ...(headers ?? []),
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      ...text.split('\n'),
    ].join('\r\n'),
  )

type Server = { host: string; port: number }

/** Settings of a mailbox on loopback. */
export const mailboxSettings = (imap: Server, smtp: Server, password: string) => ({
  address: 'help@shop.example',
  imap: { host: imap.host, port: imap.port, tls: false, user: 'help', password },
  smtp: { host: smtp.host, port: smtp.port, tls: false },
})

/** What the customer's mail program makes of a mail that we sent. */
export const readMail = async (raw: Uint8Array) => {
  const settings = mailboxSettings({ host: 'x', port: 1 }, { host: 'x', port: 1 }, 'x')
  const channel = channelOf('email')
  const parsed = await channel.parse(raw, channel.settings.parse(settings))
  if (parsed.kind !== 'message') throw new Error('no message')
  return parsed
}

/** All conversations of the customer with this address, latest first. */
export const conversationsOf = async (agent: Caller, address: string) => {
  const { data } = await agent.call(customers.listCustomers, { identifier: address })
  if (!data[0]) return []
  const found = await agent.call(contract.listConversations, {
    customerId: data[0].id,
    status: 'any',
  })
  return found.data
}

/** The conversation of this address whose newest message is this text, once it is there. */
export const waitForText = (agent: Caller, address: string, text: string) =>
  waitFor(`"${text}" from ${address}`, async () =>
    (await conversationsOf(agent, address)).find((one) => one.lastMessage.text === text),
  )

/** Each message of a conversation, oldest first. */
export const messagesOf = async (agent: Caller, id: string) =>
  (await agent.call(contract.listMessages, { id, limit: 200 })).data

/** The message in this state, once it is. */
export const waitForState = (agent: Caller, id: string, state: string) =>
  waitFor(`message ${state}`, async () => {
    const message = await agent.call(contract.getMessage, { id })
    return message.state === state && message
  })
