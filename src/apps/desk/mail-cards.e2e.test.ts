import { generateKeyPairSync } from 'node:crypto'
import type { DKIMSignOptions } from 'mailauth'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFakeDns } from '../../channels/email/fakes/dns.ts'
import { systemContext } from '../../foundation/server/context.ts'
import {
  chromiumAvailable,
  chromiumMissing,
  findAxeViolations,
  openBrowser,
  signInAs,
} from '../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { createConnection } from '../../modules/connections/contract.ts'
import { storeReceipt } from '../../modules/connections/index.ts'
import { listMessages } from '../../modules/conversations/contract.ts'
import { conversationsOf, mailboxSettings } from '../../modules/conversations/testing.ts'
import { eicar, type FakeClamd, startFakeClamd } from '../../modules/files/testing/fake-clamd.ts'
import { updateMe } from '../../modules/members/contract.ts'
import { readWords } from '../../testing/words.ts'

if (!chromiumAvailable) process.stderr.write(`mail cards: ${chromiumMissing}\n`)

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const dns = createFakeDns({
  'TXT k1._domainkey.customer.example': [
    `v=DKIM1; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  ],
  'MX shop.example': ['10 mx.shop.example'],
})

const mail = Buffer.from(
  [
    'From: Hanako <hanako@customer.example>',
    'To: help@shop.example',
    'Subject: cards',
    'Message-ID: <cards@customer.example>',
    'Date: Sat, 21 Nov 2026 12:34:00 +0900',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="mix"',
    '',
    '--mix',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Three cards.',
    '--mix',
    'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
    '',
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:1@customer.example',
    'SUMMARY:茶会',
    'LOCATION:縁側',
    'DTSTART:20261201T040000Z',
    'DTEND:20261201T050000Z',
    'ORGANIZER;CN=Hanako:mailto:hanako@customer.example',
    'END:VEVENT',
    'END:VCALENDAR',
    '--mix',
    'Content-Type: message/rfc822',
    '',
    'From: Jiro <jiro@other.example>',
    'Subject: what Jiro wrote',
    'Content-Type: text/plain',
    '',
    'words of the inner mail',
    '--mix',
    'Content-Type: application/octet-stream; name="bad.bin"',
    'Content-Disposition: attachment; filename="bad.bin"',
    '',
    eicar,
    '--mix--',
    '',
  ].join('\r\n'),
)
const sign = async (raw: Buffer) => {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const signatureData = [{ signingDomain: 'customer.example', selector: 'k1', privateKey: pem }]
  const { signatures } = await dkimSign(raw, { signatureData } as unknown as DKIMSignOptions)
  return Buffer.concat([Buffer.from(signatures), raw])
}

describe.skipIf(!chromiumAvailable)('what is said of a mail', () => {
  let server: TestServer
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let clamd: FakeClamd
  let conversationId: string
  let connectionId: string

  beforeAll(async () => {
    clamd = await startFakeClamd()
    const env = { ENGAWA_CLAMD: clamd.address }
    ;[server, browser] = await Promise.all([startTestServer({ env }), openBrowser()])
    server.services.dns = dns.resolve
    const nowhere = { host: '127.0.0.1', port: 1 }
    const settings = mailboxSettings(nowhere, nowhere, 'secret')
    const made = await server.admin.call(createConnection, { channel: 'email', settings })
    connectionId = made.id
    const ctx = systemContext(server.services, server.workspaceId, 'test')
    await storeReceipt(ctx, connectionId, await sign(mail), 'cards')
    conversationId = await waitFor('the mail, checked and scanned', async () => {
      const found = (await conversationsOf(server.admin, 'hanako@customer.example')).at(0)
      if (!found) return undefined
      const [one] = (await server.admin.call(listMessages, { id: found.id })).data
      const isScanned = one?.attachments.every(({ scan }) => scan && scan !== 'waiting')
      return one?.sender && isScanned && found.id
    })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await clamd?.stop()
  })

  const open = async (locale: 'en' | 'ja', path: string) => {
    await server.admin.call(updateMe, { locale })
    const opened = await browser.newPage({ locale })
    await signInAs(opened.context, server.url, server.admin)
    await opened.page.goto(server.url + path)
    return { ...opened, t: readWords(locale) }
  }

  test.each(['en', 'ja'] as const)(
    'the appointment, the mail inside, who vouches, and what the scanner found show in its thread in %s',
    async (locale) => {
      const { page, context, problems, t } = await open(locale, `/inbox/${conversationId}`)
      const card = page.getByRole('region', { name: t('invitation'), exact: true })
      await card.getByText('茶会').waitFor()
      await card.getByText(t('invitation.method.request')).waitFor()
      await card.getByText('縁側', { exact: true }).waitFor()
      const time = await card.innerText()
      // 04:00 UTC, told in the reader's own zone.
      expect(time).toMatch(/13:00|1:00\s*pm/i)
      const mark = page.getByText(t('sender.confirmed')).first()
      expect(await mark.getAttribute('title')).toContain('DKIM pass')
      const files = page.getByRole('list', { name: t('message.files') })
      const bad = files.getByRole('listitem').filter({ hasText: 'bad.bin' })
      await bad.getByText(t('message.file.infected', { finding: 'Eicar-Test-Signature' })).waitFor()
      expect(await bad.getByRole('link').count()).toBe(0)
      expect(await findAxeViolations(page)).toEqual([])
      await page.getByRole('button', { name: /what Jiro wrote/ }).click()
      const inner = page.getByRole('dialog')
      await inner.getByText('words of the inner mail').waitFor()
      await inner.getByText('Jiro <jiro@other.example>').waitFor()
      expect(await findAxeViolations(page)).toEqual([])
      expect(problems).toEqual([])
      await context.close()
    },
  )

  test.each(['en', 'ja'] as const)(
    'the page of the sender tells what DNS says, makes a key, and sees when it is published, in %s',
    async (locale) => {
      const path = `/settings/connections/${connectionId}/sender`
      const { page, context, problems, t } = await open(locale, path)
      const press = (id: string) => page.getByRole('button', { name: t(id), exact: true }).click()
      const row = (id: string) => page.getByRole('listitem').filter({ hasText: t(id) })
      await row('connection.dns.mx').getByText(t('connection.dns.state.good')).waitFor()
      await row('connection.dns.spf').getByText(t('connection.dns.spf.missing-private')).waitFor()
      await press('connection.signing.make')
      await page.getByText(t('connection.signing.waiting.text')).waitFor()
      const region = (id: string, values?: Record<string, unknown>) =>
        page
          .getByRole('region', { name: t(id, values), exact: true })
          .first()
          .innerText()
      const name = await region('connection.dns.name', { type: 'TXT' })
      const record = await region('connection.signing.record')
      expect(record).toMatch(/^v=DKIM1; k=rsa; p=[\w+/]{300,}=*$/)
      expect(await findAxeViolations(page)).toEqual([])
      dns.records[`TXT ${name.trim()}`] = [record.trim()]
      await press('connection.dns.again')
      await page.getByText(t('connection.signing.used.text')).waitFor()
      await row('connection.dns.dkim').getByText(t('connection.dns.state.good')).waitFor()
      expect(await findAxeViolations(page)).toEqual([])
      await press('connection.signing.remove')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('connection.signing.remove') })
        .click()
      await page.getByText(t('connection.signing.none')).waitFor()
      expect(problems).toEqual([])
      await context.close()
    },
  )
})
