import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chromiumAvailable,
  chromiumMissing,
  openBrowser,
  signInAs,
} from '../../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import * as connections from '../../connections/contract.ts'
import { getConversation } from '../../conversations/contract.ts'
import { getCustomer } from '../../customers/contract.ts'
import { addCustomerNote } from '../../customers/profile/contract.ts'
import { getMe } from '../../members/contract.ts'
import * as contract from '../contract.ts'
import { openSite } from '../testing.ts'

const device = 'device-on-site'

describe.skipIf(!chromiumAvailable)(
  `somebody on the site${chromiumAvailable ? '' : ` (${chromiumMissing})`}`,
  () => {
    let server: TestServer
    let shop: Server
    let address: string
    let browser: Awaited<ReturnType<typeof openBrowser>>
    let site: Awaited<ReturnType<typeof openSite>>
    beforeAll(async () => {
      server = await startTestServer()
      site = await openSite(server)
      // An older chat, which is on another site.
      const ofChat = { channel: 'web-chat' as const, settings: {} }
      await server.admin.call(connections.createConnection, ofChat)
      const chat = await server.admin.call(connections.createConnection, ofChat)
      shop = createServer((_request, response) => {
        response.setHeader(
          'content-security-policy',
          `default-src 'none'; script-src ${server.url}; connect-src ${server.url}; base-uri 'none'`,
        )
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.end(`<!doctype html><html lang="en"><title>Tea</title><h1>Tea</h1><p>Sencha</p>
<script async src="${server.url}/v1/vitals.js" data-write-key="${site.writeKey}"></script>
<script async src="${server.url}/widget/engawa.js" data-connection="${chat.id}" data-invite></script>`)
      })
      await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
      address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser?.close()
      shop?.close()
      await server?.stop()
    })

    const visitOf = async () => {
      const { data } = await server.admin.call(contract.listVisits, { limit: 200 })
      return data.find(({ anonymousId }) => anonymousId === device)
    }
    const look = (path: string, messageId: string) =>
      site.send('/v1/p', {
        anonymousId: device,
        messageId,
        context: {
          page: {
            url: `https://tea.example${path}`,
            title: 'Sencha',
            referrer: 'https://www.google.co.jp/',
          },
          userAgent:
            'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
        },
      })

    test('is seen at the desk, spoken to first, and their slow page stands beside the chat', async () => {
      const visitor = await browser.newPage()
      await visitor.context.addInitScript((id) => {
        try {
          localStorage.setItem('ajs_anonymous_id', JSON.stringify(id))
        } catch {
          // An empty page has no storage.
        }
      }, device)
      await visitor.page.goto(`${address}/sencha`)
      await look('/sencha', 'look-1')
      const desk = await browser.newPage()
      await signInAs(desk.context, server.url, server.admin)
      await desk.page.goto(`${server.url}/visitors`)
      const row = desk.page.getByRole('row', { name: /Sencha/ })
      await row.waitFor()
      expect(await row.innerText()).toMatch(/Unknown visitor\s+Phone, iOS, Safari/)
      expect(await row.innerText()).toContain('Search: google.co.jp')
      // Shift_JIS, which is no UTF-8.
      await look('/%8B%CA%98I', 'look-2')
      await row.getByText('/%8B%CA%98I').waitFor()
      await look('/gyokuro', 'look-3')
      await row.getByText('/gyokuro').waitFor()

      await row.getByRole('button', { name: 'Start a chat' }).click()
      await desk.page.getByLabel('Your first words').fill('May I help you choose?')
      await desk.page.getByRole('button', { name: 'Send' }).click()
      await desk.page.waitForURL(/\/inbox\//)
      const conversationId = desk.page.url().split('/').at(-1)!
      const { customer } = await server.admin.call(getConversation, { id: conversationId })
      const { identifiers } = await server.admin.call(getCustomer, { id: customer.id })
      const { member } = await server.admin.call(getMe, {})
      expect(identifiers.find(({ type }) => type === 'visitor')).toMatchObject({
        reason: 'invited',
        by: member.name,
      })
      const note = { id: customer.id, text: 'Prefers shaded teas' }
      await server.admin.call(addCustomerNote, note)
      await desk.page.getByRole('article').getByText(note.text).waitFor()
      // Nobody touched anything there.
      await visitor.page.getByText('May I help you choose?').waitFor()
      const message = visitor.page.getByRole('textbox').first()
      await message.fill('Yes, something mild.')
      await message.press('Enter')
      await desk.page.getByText('Yes, something mild.').first().waitFor()

      await visitor.page.goto('about:blank')
      const measured = await waitFor('the page’s speed', async () => {
        const visit = await visitOf()
        return visit?.vitals?.ttfb !== undefined && visit
      })
      expect(measured.vitals!.lcpUrl ?? address).toContain(address)
      await site.send('/v1/t', {
        anonymousId: device,
        event: 'Web Vitals',
        messageId: 'slow-1',
        properties: { lcp: 46_200, cls: 0.01, inp: 90, ttfb: 300 },
        context: { page: { url: 'https://tea.example/gyokuro' } },
      })
      await waitFor('the slow page', async () => (await visitOf())?.vitals?.lcp === 46_200)
      await desk.page.reload()
      await desk.page.getByText('Main content appeared after 46.2 s').first().waitFor()
      await desk.page.getByText('https://tea.example/gyokuro').first().waitFor()
      expect([...visitor.problems, ...desk.problems]).toEqual([])
      // The same id gets the chat no second time.
      const taken = await fetch(`${server.url}/widget/v1/invitation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          connectionId: (await server.admin.call(connections.listConnections, {})).data[0]!.id,
          anonymousId: device,
          locale: 'en',
        }),
      })
      expect(await taken.json()).toEqual({ token: null })
    })

    test('pays little for being measured', async () => {
      const script = await fetch(`${server.url}/v1/vitals.js`)
      expect(script.headers.get('content-type')).toContain('javascript')
      const text = await script.text()
      expect(gzipSync(text).length).toBeLessThan(1500)
      expect(text).not.toMatch(/document\.cookie\s*=|setItem|eval/)
    })

    test('who has left, or of whom one may see nothing, cannot be spoken to', async () => {
      const gone = { anonymousId: 'nobody', text: 'Hello' }
      await expect(server.admin.call(contract.startSiteChat, gone)).rejects.toThrow(
        'site_visitor.gone',
      )
      const partner = await server.as('partner')
      const here = { anonymousId: device, text: 'Hello' }
      await expect(partner.call(contract.startSiteChat, here)).rejects.toThrow('site_visitor.gone')
      const { data } = await partner.call(contract.listSiteVisitors, {})
      expect(data).toEqual([])
    })
  },
)
