import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chromiumAvailable,
  chromiumMissing,
  openBrowser,
} from '../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as consents from '../consents/contract.ts'
import * as customers from '../customers/contract.ts'
import * as contract from './contract.ts'
import { openSite, waitForCustomer } from './testing.ts'

/** What a shop would write, per library: point it at us by its documented option, then use it. */
const shops: Record<string, string> = {
  'Segment 1.76': `import { AnalyticsBrowser } from 'segment-next-older'
    const it = AnalyticsBrowser.load({ writeKey, cdnURL: url })
    await it.page('Shoes'); await it.track('Product Viewed', { price: 1200 })
    await it.identify(userId, { email, name: 'Browser User' })`,
  'RudderStack 3': `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
    const it = new RudderAnalytics()
    const consentManagement = { enabled: true, provider: 'custom', allowedConsentIds: ['maps'], deniedConsentIds: ['ads'] }
    it.load(writeKey, url, { configUrl: url, consentManagement })
    it.page('Shoes'); it.track('Product Viewed', { price: 1200 })
    it.identify(userId, { email, name: 'Browser User' })`,
  'RudderStack 3 in batches': `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
    const it = new RudderAnalytics()
    it.load(writeKey, url, { configUrl: url, queueOptions: { batch: { enabled: true, maxItems: 3 } } })
    it.page('Shoes'); it.track('Product Viewed', { price: 1200 })
    it.identify(userId, { email, name: 'Browser User' })`,
  'RudderStack 3 by beacon': `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
    const it = new RudderAnalytics()
    it.load(writeKey, url, { configUrl: url, useBeacon: true, beaconQueueOptions: { flushQueueInterval: 300 } })
    it.page('Shoes'); it.track('Product Viewed', { price: 1200 })
    it.identify(userId, { email, name: 'Browser User' })`,
  'RudderStack 2': `import * as it from 'rudder-js-2'
    it.load(writeKey, url, { configUrl: url })
    it.page('Shoes'); it.track('Product Viewed', { price: 1200 })
    it.identify(userId, { email, name: 'Browser User' })`,
  'Jitsu 1.11': `import { jitsuAnalytics } from '@jitsu/js'
    const it = jitsuAnalytics({ host: url, writeKey: writeKey.slice(0, 16) + ':' + writeKey.slice(16) })
    await it.page('Shoes'); await it.track('Product Viewed', { price: 1200 })
    await it.identify(userId, { email, name: 'Browser User' })`,
  'Jitsu 1.7': `import { jitsuAnalytics } from 'jitsu-older'
    const it = jitsuAnalytics({ host: url, writeKey: writeKey.slice(0, 16) + ':' + writeKey.slice(16) })
    await it.page('Shoes'); await it.track('Product Viewed', { price: 1200 })
    await it.identify(userId, { email, name: 'Browser User' })`,
  Dittofeed: `import { DittofeedSdk as it } from '@dittofeed/sdk-web'
    await it.init({ writeKey, host: url })
    it.page({ userId, name: 'Shoes' }); it.track({ userId, event: 'Product Viewed', properties: { price: 1200 } })
    it.identify({ userId, traits: { email, name: 'Browser User' } }); await it.flush()`,
}
const names = Object.keys(shops)

/** One script per shop, bundled as a shop would. */
const bundle = async () => {
  const prefix = 'shop:'
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'shops',
        resolveId: (id) =>
          id.startsWith(prefix) ? `${import.meta.dirname}/${id.replace(':', '-')}.js` : null,
        load: (id) => {
          const name = names[Number(/shop-(\d+)\.js$/.exec(id)?.[1] ?? -1)]
          if (name === undefined) return null
          const [first, ...rest] = shops[name]!.split('\n')
          return `${first}\nwindow.run = async ({ writeKey, url, userId, email }) => {${rest.join('\n')}}`
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(names.map((_, index) => [`${index}`, `${prefix}${index}`])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  })
  const { output } = built as unknown as { output: { fileName: string; code?: string }[] }
  return new Map(output.map(({ fileName, code }) => [`/${fileName}`, code ?? '']))
}

describe.skipIf(!chromiumAvailable)(
  `other libraries in a browser${chromiumAvailable ? '' : ` (${chromiumMissing})`}`,
  () => {
    let server: TestServer
    let shop: Server
    let address: string
    let browser: Awaited<ReturnType<typeof openBrowser>>
    beforeAll(async () => {
      server = await startTestServer()
      const files = await bundle()
      shop = createServer((request, response) => {
        const path = request.url?.split('?')[0] ?? '/'
        const code = files.get(path)
        response.setHeader('content-type', code ? 'text/javascript' : 'text/html')
        const index = /^\/(\d+)\/?$/.exec(path)?.[1]
        response.end(
          code ??
            `<!doctype html><title>Shoes</title>${index ? `<script type="module" src="/${index}.js"></script>` : ''}`,
        )
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

    test.each(names)(
      '%s sends a page, an event and who it is to its own server, and to nobody else',
      async (name) => {
        const index = names.indexOf(name)
        const site = await openSite(server)
        const { page, context } = await browser.newPage()
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.goto(`${address}/${index}?utm_source=google&utm_medium=cpc`)
        const userId = `web-${index}`
        const facts = {
          writeKey: site.writeKey,
          url: server.url,
          userId,
          email: `${userId}@example.com`,
        }
        await page.waitForFunction('window.run')
        await page.evaluate(
          (facts) =>
            (globalThis as unknown as { run: (facts: object) => Promise<void> }).run(facts),
          facts,
        )
        const customer = await waitForCustomer(server.admin, facts.email)
        const kinds = await waitFor(`all of ${name}`, async () => {
          const { data } = await server.admin.call(customers.listTimeline, {
            id: customer.id,
            kinds: 'page,track,identify',
          })
          return data.length === 3 && data.map(({ kind }) => kind).sort()
        })
        expect([customer.name, kinds]).toEqual(['Browser User', ['identify', 'page', 'track']])
        if (name === 'RudderStack 3') {
          const categories = async () =>
            (await server.admin.call(consents.listConsentCategories, {})).data.map(
              ({ category }) => category,
            )
          await expect.poll(categories).toEqual(['ads', 'maps'])
        }
        if (name !== 'Dittofeed') {
          const visit = await waitFor('the visit', async () => {
            const { data } = await server.admin.call(contract.listVisits, {
              customerId: customer.id,
            })
            return data[0]
          })
          expect(visit).toMatchObject({
            source: 'google',
            medium: 'cpc',
            channel: 'paid_search',
            device: { kind: 'desktop', browser: 'Chrome' },
          })
        }
        const elsewhere = asked.filter(
          (url) => !url.startsWith(address) && !url.startsWith(server.url),
        )
        expect(elsewhere).toEqual([])
        await context.close()
      },
    )
  },
)
