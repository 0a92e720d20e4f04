import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, createCaller } from '../../foundation/testing/caller.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as audits from '../audit/contract.ts'
import * as connections from '../connections/contract.ts'
import { storeReceipt } from '../connections/index.ts'
import { eicar, type FakeClamd, startFakeClamd } from '../files/testing/fake-clamd.ts'
import * as widget from '../web-chat/contract.ts'
import * as contract from './contract.ts'
import { type MailDesk, startMailDesk } from './testing/mail-desk.ts'
import { waitForState, waitForText } from './testing.ts'

let clamd: FakeClamd
let desk: MailDesk
let visitor: Caller

beforeAll(async () => {
  clamd = await startFakeClamd()
  desk = await startMailDesk({ env: { ENGAWA_CLAMD: clamd.address } })
  const { admin, url } = desk.server
  const chat = await admin.call(connections.createConnection, { channel: 'web-chat', settings: {} })
  const { token } = await createCaller(url, {}).call(widget.startVisitor, {
    connectionId: chat.id,
    locale: 'en',
  })
  visitor = createCaller(url, { authorization: `Bearer ${token}` })
})
afterAll(async () => {
  await desk?.stop()
  await clamd?.stop()
})

let mails = 0
/** A mail with these files; its conversation and its message, once it is there. */
const receive = async (files: Record<string, string>) => {
  const from = `files-${++mails}@customer.example`
  const text = `with files ${mails}`
  const part = ([name, body]: [string, string]) => [
    '--cut',
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(body).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ]
  const raw = [
    `From: ${from}`,
    'To: help@shop.example',
    `Message-ID: <files-${mails}@customer.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=cut',
    '',
    '--cut',
    'Content-Type: text/plain',
    '',
    text,
    ...Object.entries(files).flatMap(part),
    '--cut--',
  ].join('\r\n')
  await storeReceipt(desk.system(), desk.connectionId, Buffer.from(raw), `files:${mails}`)
  const { id } = await waitForText(desk.agent, from, text)
  const { data } = await desk.agent.call(contract.listMessages, { id })
  return { id, messageId: data.at(-1)!.id, from }
}

const filesOf = async (id: string) =>
  (await desk.agent.call(contract.getMessage, { id })).attachments

const whenScanned = (id: string) =>
  waitFor('the scan', async () => {
    const files = await filesOf(id)
    return files.every(({ scan }) => scan && scan !== 'waiting') && files
  })

const download = async (caller: Caller, path: string) => {
  const response = await caller.fetch(path)
  return response.ok ? response.text() : ((await response.json()) as { code: string }).code
}

const upload = async (caller: Caller, path: string, name: string, body: string) => {
  const response = await caller.fetch(`${path}?name=${name}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream' },
  })
  const said = (await response.json()) as { id: string; scan?: string; code?: string }
  return { status: response.status, ...said }
}

test('of a mail, what is clean is given out; what is infected only has its name and the finding, and a line in the audit log', async () => {
  const { messageId } = await receive({ 'good.bin': 'good', 'bad.bin': eicar })
  const [good, bad] = await whenScanned(messageId)
  expect(good).toMatchObject({ name: 'good.bin', scan: 'clean', finding: null })
  expect(bad).toMatchObject({
    name: 'bad.bin',
    scan: 'infected',
    finding: 'Eicar-Test-Signature',
  })
  expect(await download(desk.agent, `/api/v1/files/${good!.id}`)).toBe('good')
  expect(await download(desk.agent, `/api/v1/files/${bad!.id}`)).toBe('file.infected')
  expect(await download(desk.agent, `/api/v1/messages/${messageId}/raw`)).toBe('file.infected')
  const { data } = await desk.server.admin.call(audits.listAudit, { act: 'file.infected' })
  expect(data).toMatchObject([
    { object: { type: 'file', name: 'bad.bin' }, facts: { finding: 'Eicar-Test-Signature' } },
  ])
})

test('while the scanner is down nothing is lost and nothing given out; it is scanned when the scanner is back', async () => {
  await clamd.stop()
  const { id, messageId, from } = await receive({ 'late.bin': 'late' })
  const [late] = await filesOf(messageId)
  expect(late).toMatchObject({ name: 'late.bin', scan: 'waiting' })
  expect(await download(desk.agent, `/api/v1/files/${late!.id}`)).toBe('file.not_scanned')
  expect(await download(desk.agent, `/api/v1/messages/${messageId}/raw`)).toBe('file.not_scanned')
  const own = await upload(desk.agent, '/api/v1/files', 'own.bin', 'own')
  expect(own).toMatchObject({ status: 200, scan: 'waiting' })
  // Somebody may answer with it: it goes out once it was found clean.
  const reply = await desk.agent.call(contract.reply, { id, text: 'here', fileIds: [own.id] })
  await waitFor('the reason', async () => {
    const { problem } = await desk.agent.call(contract.getMessage, { id: reply.id })
    return problem?.code === 'file.not_scanned'
  })
  expect(desk.sentTo(from)).toEqual([])
  await clamd.startAgain()
  expect(await whenScanned(messageId)).toMatchObject([{ scan: 'clean' }])
  expect(await download(desk.agent, `/api/v1/files/${late!.id}`)).toBe('late')
  await whenScanned(reply.id)
  await desk.makeDue(reply.id)
  await waitForState(desk.agent, reply.id, 'sent')
  expect(desk.sentTo(from)).toHaveLength(1)
})

test('what a member or a visitor uploads is refused at once when it is infected', async () => {
  for (const [caller, path] of [
    [desk.agent, '/api/v1/files'],
    [visitor, '/widget/v1/files'],
  ] as const) {
    expect(await upload(caller, path, 'bad.bin', eicar)).toMatchObject({
      status: 403,
      code: 'file.infected',
    })
    expect(await upload(caller, path, 'good.bin', 'good')).toMatchObject({
      status: 200,
      scan: 'clean',
    })
  }
})

test('a visitor gets a file of their own once it was scanned, and never an infected one that slipped past the upload', async () => {
  await clamd.stop()
  const bad = await upload(visitor, '/widget/v1/files', 'bad.bin', eicar)
  const sent = await visitor.call(widget.sendVisitorMessage, {
    text: 'look',
    clientKey: 'scan-key-1',
    fileIds: [bad.id],
  })
  expect(sent.attachments).toMatchObject([{ name: 'bad.bin', scan: 'waiting' }])
  expect(await download(visitor, `/widget/v1/files/${bad.id}`)).toBe('file.not_scanned')
  await clamd.startAgain()
  const found = await waitFor('the finding', async () => {
    const { data } = await visitor.call(widget.listVisitorMessages, {})
    return data[0]?.attachments[0]?.scan === 'infected' && data[0]
  })
  expect(JSON.stringify(found)).not.toContain('Eicar')
  expect(await download(visitor, `/widget/v1/files/${bad.id}`)).toBe('file.infected')
  await expect(
    desk.agent.call(contract.reply, {
      id: (await desk.begin()).id,
      text: 'x',
      fileIds: [bad.id],
    }),
  ).rejects.toMatchObject({ code: 'file.infected' })
})
