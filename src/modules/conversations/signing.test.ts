import { authenticate } from 'mailauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeDns } from '../../channels/email/fakes/dns.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as audits from '../audit/contract.ts'
import * as sender from '../connections/sender/contract.ts'
import * as contract from './contract.ts'
import { type MailDesk, startMailDesk } from './testing/mail-desk.ts'

const dns = createFakeDns({})
let desk: MailDesk

beforeAll(async () => {
  desk = await startMailDesk()
  desk.server.services.dns = dns.resolve
})
afterAll(() => desk?.stop())

/** Answers a new customer; the mail as it went over the line. */
const answer = async (text: string) => {
  const { id, from } = await desk.begin()
  await desk.agent.call(contract.reply, { id, text })
  return waitFor('the mail', async () => desk.sentTo(from)[0]?.raw)
}

const verify = async (raw: Buffer) => {
  const { dkim } = await authenticate(raw, {
    mta: 'receiver.example',
    resolver: dns.resolve,
    disableArc: true,
    disableBimi: true,
  } as Parameters<typeof authenticate>[1])
  return dkim.results.map(({ status, signingDomain, selector }) => ({
    result: status.result,
    aligned: status.aligned,
    signingDomain,
    selector,
  }))
}

test('mail is signed from when the record of its key is seen in DNS, and receivers can check it', async () => {
  const { admin } = desk.server
  const id = desk.connectionId
  const made = await admin.call(sender.makeSigningKey, { id })
  expect(made).toMatchObject({ state: 'waiting', domain: 'shop.example' })
  expect(await admin.call(sender.makeSigningKey, { id })).toEqual(made)
  const before = await admin.call(sender.checkSenderDns, { id })
  expect(before.rows.find(({ row }) => row === 'dkim')).toMatchObject({
    state: 'missing',
    name: made.name,
    wanted: made.record,
  })
  expect((await answer('not yet')).toString()).not.toMatch(/^dkim-signature:/im)

  dns.records[`TXT ${made.name}`] = [made.record]
  const { rows, keys } = await admin.call(sender.checkSenderDns, { id })
  expect(rows.find(({ row }) => row === 'dkim')).toMatchObject({ state: 'good' })
  expect(keys).toMatchObject([{ id: made.id, state: 'used' }])
  const raw = await answer(
    'お待たせしました。\n.ピリオドで始まる行 and a line of trailing blanks   \n\n',
  )
  expect(await verify(raw)).toEqual([
    {
      result: 'pass',
      aligned: 'shop.example',
      signingDomain: 'shop.example',
      selector: made.selector,
    },
  ])
  const altered = Buffer.from(raw.toString('latin1').replace(/^To: /m, 'To: x'), 'latin1')
  expect(await verify(altered)).toMatchObject([{ result: 'fail' }])

  const { rows: kept } = await desk.server.services.pool.query(
    'select private_key from connection_signing_key',
  )
  expect(kept[0].private_key).toMatch(/^sealed:2:/)
  const log = await admin.call(audits.listAudit, { objectId: id })
  expect(log.data.map(({ act }) => act)).toEqual(
    expect.arrayContaining(['connection.signing_key_made', 'connection.signing_begun']),
  )
})

test('a key is replaced without a gap, and one that is removed signs nothing', async () => {
  const { admin } = desk.server
  const id = desk.connectionId
  const [old] = (await admin.call(sender.listSigningKeys, { id })).data
  const next = await admin.call(sender.makeSigningKey, { id })
  expect(next.selector).not.toBe(old!.selector)
  await admin.call(sender.checkSenderDns, { id })
  expect(await verify(await answer('meanwhile'))).toMatchObject([{ selector: old!.selector }])
  dns.records[`TXT ${next.name}`] = [next.record]
  await admin.call(sender.checkSenderDns, { id })
  expect(await verify(await answer('afterwards'))).toMatchObject([
    { result: 'pass', selector: next.selector },
  ])
  const { data } = await admin.call(sender.listSigningKeys, { id })
  expect(data.map((key) => key.id)).toEqual([next.id])
  await admin.call(sender.removeSigningKey, { id, keyId: next.id })
  expect(await verify(await answer('without'))).toMatchObject([{ result: 'none' }])
})

test('only who manages connections comes near keys, and never to the private half', async () => {
  const id = desk.connectionId
  await expect(desk.agent.call(sender.listSigningKeys, { id })).rejects.toMatchObject({
    status: 403,
  })
  const made = await desk.server.admin.call(sender.makeSigningKey, { id })
  expect(JSON.stringify(made)).not.toContain('PRIVATE')
})
