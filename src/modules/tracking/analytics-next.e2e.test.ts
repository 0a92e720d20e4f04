import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import type { Analytics } from '@segment/analytics-next'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chromiumAvailable,
  chromiumMissing,
  openBrowser,
} from '../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as customers from '../customers/contract.ts'
import * as contract from './contract.ts'
import { pageSnippet } from './desk/snippets.ts'
import { openSite, waitForCustomer } from './testing.ts'

const library = join(
  dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/package.json')),
  'dist/umd',
)

/** A shop of another origin that carries Segment's own library, as built by Segment. */
const serveShop = async () => {
  const shown = { head: '<script src="/analytics/index.js"></script>' }
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/'
    if (path.startsWith('/analytics/')) {
      response.setHeader('content-type', 'text/javascript')
      response.end(readFileSync(join(library, path.slice('/analytics/'.length))))
      return
    }
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Shop ${request.url}</title>${shown.head}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, shown, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

type ShopWindow = {
  AnalyticsNext: { AnalyticsBrowser: { load: (settings: object, options: object) => Analytics } }
  analytics: Analytics
}

const load = (page: Page, settings: object, options: object) =>
  page.evaluate(
    async ([settings, options]) => {
      const shop = globalThis as unknown as ShopWindow
      shop.analytics = shop.AnalyticsNext.AnalyticsBrowser.load(
        settings as object,
        options as object,
      )
      const instance = await (shop.analytics as unknown as Promise<[Analytics, unknown]>)
      return instance[0].user().anonymousId()
    },
    [settings, options],
  )

describe.skipIf(!chromiumAvailable)(
  `Segment’s library in a browser${chromiumAvailable ? '' : ` (${chromiumMissing})`}`,
  () => {
    let server: TestServer
    let shop: { server: Server; shown: { head: string }; url: string }
    let browser: Awaited<ReturnType<typeof openBrowser>>
    beforeAll(async () => {
      server = await startTestServer()
      shop = await serveShop()
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser?.close()
      shop?.server.close()
      await server?.stop()
    })

    test.each([
      ['named only as the CDN', {}],
      [
        'with a batching strategy',
        { deliveryStrategy: { strategy: 'batching', config: { size: 3, timeout: 500 } } },
      ],
    ])(
      'sends to a server %s, and the visitor who signs in is one customer with all pages',
      async (way, strategy) => {
        const site = await openSite(server)
        const { page } = await browser.newPage()
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.goto(`${shop.url}/shoes?utm_source=news&utm_campaign=spring`)
        const anonymousId = await load(
          page,
          { writeKey: site.writeKey, cdnURL: server.url },
          { integrations: { 'Segment.io': strategy } },
        )
        const userId = `browser-${way.length}`
        await page.evaluate(async (userId) => {
          const { analytics } = globalThis as unknown as ShopWindow
          await analytics.page('Shoes')
          await analytics.track('Product Viewed', { price: 1200 })
          await analytics.identify(userId, { email: `${userId}@example.com`, name: 'Browser User' })
          // This version then names the user as the previous id too, which must not be taken at its word.
          await analytics.alias(userId)
          await analytics.group('company', { size: 3 })
          await analytics.screen('Start')
        }, userId)
        const customer = await waitForCustomer(server.admin, `${userId}@example.com`)
        expect(customer.name).toBe('Browser User')
        const kinds = 'page,track,identify,alias,group,screen'
        const items = await waitFor('all six on the timeline', async () => {
          const { data } = await server.admin.call(customers.listTimeline, {
            id: customer.id,
            kinds,
          })
          return data.length === 6 && data
        })
        expect(items.map(({ kind }) => kind).sort()).toEqual([
          'alias',
          'group',
          'identify',
          'page',
          'screen',
          'track',
        ])
        expect(items.find(({ kind }) => kind === 'page')).toMatchObject({
          title: expect.stringContaining('Shop /shoes'),
          facts: { url: expect.stringContaining('/shoes') },
        })
        const visit = await waitFor('the visit', async () => {
          const { data } = await server.admin.call(contract.listVisits, { customerId: customer.id })
          return data[0]?.eventCount === 6 && data[0]
        })
        expect(visit).toMatchObject({ anonymousId, pageCount: 2, customerId: customer.id })
        expect(await site.counts()).toEqual({ accepted: 6, duplicate: 0, rejected: 0 })
        // Nobody else was told anything.
        expect(
          asked.filter(
            (url) =>
              !url.startsWith(shop.url) &&
              !url.startsWith(server.url.replace('localhost', '127.0.0.1')) &&
              !url.startsWith(server.url),
          ),
        ).toEqual([])
      },
    )

    test('works on a plain page by the lines that the desk shows', async () => {
      const site = await openSite(server)
      const { page, problems } = await browser.newPage()
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      const { head } = shop.shown
      shop.shown.head = pageSnippet(server.url, site.writeKey)
      await page.goto(`${shop.url}/plain?ajs_uid=reader`)
      shop.shown.head = head
      // Who it is stands in the address, which a part of the library reads that it loads by itself.
      await waitFor('page and person', async () => (await site.counts()).accepted === 2)
      await page.waitForFunction('analytics.initialized')
      await page.evaluate("analytics.track('Bought', { price: 3300 })")
      await waitFor('the event', async () => (await site.counts()).accepted === 3)
      expect(problems).toEqual([])
      expect(asked.filter((url) => new RegExp(`^(?!${shop.url}|${server.url})`).test(url))).toEqual(
        [],
      )
    })

    test('with a wrong write key the page goes on working and nothing is sent again and again', async () => {
      const { page, problems } = await browser.newPage()
      await page.goto(shop.url)
      const failed = await load(page, { writeKey: 'wrong', cdnURL: server.url }, {}).then(
        () => false,
        () => true,
      )
      expect(failed).toBe(true)
      expect(problems).toEqual([])
    })
  },
)
