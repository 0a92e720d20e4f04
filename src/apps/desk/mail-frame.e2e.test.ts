import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemContext } from '../../foundation/server/context.ts'
import {
  chromiumAvailable,
  chromiumMissing,
  openBrowser,
  signInAs,
} from '../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { createConnection } from '../../modules/connections/contract.ts'
import { storeReceipt } from '../../modules/connections/index.ts'
import { conversationsOf, mailboxSettings } from '../../modules/conversations/testing.ts'

if (!chromiumAvailable) process.stderr.write(`mail frame: ${chromiumMissing}\n`)

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const html = `<p style="color:rgb(0, 128, 0)">Look</p>
<img src="cid:one@x" alt="inline"><img src="https://pictures.example/p.png" alt="remote">
<a href="https://other.example/landing">https://shop.example/order</a> <a href="https://shop.example/">Shop</a>`

const mail = [
  'From: Hanako <hanako@customer.example>',
  'Subject: pictures',
  'Message-ID: <frame@customer.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/related; boundary="r"',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  '',
  html,
  '--r',
  'Content-Type: image/png; name="one.png"',
  'Content-ID: <one@x>',
  'Content-Transfer-Encoding: base64',
  '',
  png,
  '--r--',
].join('\r\n')

describe.skipIf(!chromiumAvailable)('a mail as designed', () => {
  let server: TestServer
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let page: Page
  let problems: string[]

  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startTestServer(), openBrowser()])
    server.services.outbound = {
      ...server.services.outbound,
      fetch: async () => ({ status: 200, headers: {}, bytes: Buffer.from(png, 'base64') }),
    }
    const nowhere = { host: '127.0.0.1', port: 1 }
    const { id } = await server.admin.call(createConnection, {
      channel: 'email',
      settings: mailboxSettings(nowhere, nowhere, 'secret'),
    })
    const ctx = systemContext(server.services, server.workspaceId, 'test')
    await storeReceipt(ctx, id, Buffer.from(mail), 'frame')
    const conversation = await waitFor('the mail', async () =>
      (await conversationsOf(server.admin, 'hanako@customer.example')).at(0),
    )
    const opened = await browser.newPage()
    page = opened.page
    problems = opened.problems
    await signInAs(opened.context, server.url, server.admin)
    await page.goto(`${server.url}/inbox/${conversation.id}`)
    await page.getByRole('button', { name: 'Show as designed' }).click()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const frame = () => page.frameLocator('iframe')
  const widthOf = (name: string) =>
    frame()
      .locator(`img[alt=${name}]`)
      .evaluate((image) => (image as HTMLImageElement).naturalWidth)

  test('has its colours and its own pictures, and others once they are wanted', async () => {
    await expect.poll(() => widthOf('inline')).toBe(1)
    expect(
      await frame()
        .getByText('Look')
        .evaluate((element) => getComputedStyle(element).color),
    ).toBe('rgb(0, 128, 0)')
    expect(await widthOf('remote')).toBe(0)
    await page.getByRole('button', { name: 'Show pictures' }).click()
    await expect.poll(() => widthOf('remote')).toBe(1)
    await expect.poll(() => widthOf('inline')).toBe(1)
    expect(problems).toEqual([])
  })

  test('shows pictures at once of a sender that is remembered, and only while its domain vouches for it', async () => {
    const always = page.getByRole('button', { name: /^Always show/ })
    const open = async (state: 'confirmed' | 'unconfirmed') => {
      await server.services.db
        .updateTable('message')
        .set({
          sender_check: JSON.stringify({
            ...{ state, spf: null, dkim: null, dmarc: null, domain: null, by: 'own' },
          }),
        })
        .where('html', 'is not', null)
        .execute()
      await page.reload()
      await page.getByRole('button', { name: 'Show as designed' }).click()
      await expect.poll(() => widthOf('inline')).toBe(1)
    }
    await open('unconfirmed')
    expect(await always.count()).toBe(0)
    await open('confirmed')
    await always.click()
    await expect.poll(() => widthOf('remote')).toBe(1)
    await open('confirmed')
    await expect.poll(() => widthOf('remote')).toBe(1)
    // Somebody else writes under the same name.
    await open('unconfirmed')
    expect(await widthOf('remote')).toBe(0)
    await open('confirmed')
    await page.getByRole('button', { name: 'Ask again' }).click()
    await open('confirmed')
    expect(await widthOf('remote')).toBe(0)
    expect(problems).toEqual([])
  })

  test('says where a link really leads, and only where its text says otherwise', async () => {
    const markOf = (name: string) =>
      frame()
        .getByText(name, { exact: true })
        .evaluate((link) => getComputedStyle(link, '::after').content)
    expect(await markOf('https://shop.example/order')).toContain('other.example')
    expect(await markOf('Shop')).toBe('none')
  })

  test('opens a link in a window that knows nothing of ours', async () => {
    const headers: Record<string, string>[] = []
    await page.context().route('https://other.example/**', async (route) => {
      headers.push(await route.request().allHeaders())
      await route.fulfill({ body: '<title>there</title>', contentType: 'text/html' })
    })
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      frame().getByRole('link', { name: 'https://shop.example/order' }).click(),
    ])
    await popup.waitForLoadState()
    expect(popup.url()).toBe('https://other.example/landing')
    expect(
      await popup.evaluate(() => [window.opener, document.referrer, window.name, self.origin]),
    ).toEqual([null, '', '', 'https://other.example'])
    expect(headers.map(({ referer, cookie }) => [referer, cookie])).toEqual([
      [undefined, undefined],
    ])
    expect(page.url()).toContain(`${server.url}/inbox/`)
  })
})
