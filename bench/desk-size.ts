import { setTimeout as delay } from 'node:timers/promises'
import type { Request } from 'playwright-core'
import * as widget from '../src/modules/web-chat/contract.ts'
import { buildApps } from './build.ts'
import { later } from './cleanup.ts'
import type { Benchmark } from './figure.ts'
import { createPoster } from './http.ts'
import { bringVisitors } from './live/people.ts'
import { makeFolder, signIn, startServer } from './server.ts'

/** The scripts that a browser fetches until the inbox stands there, gzipped as our server sends them. */
export const deskSize: Benchmark = {
  figures: [{ name: 'desk-size', unit: 'KB', target: 260 }],
  minutes: 4,
  run: async ({ say }) => {
    await buildApps()
    const { url } = await startServer(makeFolder())
    const admin = await signIn(url)
    const [writer] = await bringVisitors(url, admin, 1)
    const message = JSON.stringify({ text: 'Is anybody there?', clientKey: 'desk-size-1' })
    await createPoster(1)(url + widget.sendVisitorMessage.path, message, writer!)
    // A tool of the tests, which not every checkout has installed.
    const { openBrowser, signInAs } = await import('../src/foundation/testing/browser.ts')
    const browser = await openBrowser()
    later(browser.close)
    const fetched = async (locale: 'en' | 'ja') => {
      const { page, context } = await browser.newPage({ locale })
      await signInAs(context, url, admin)
      const scripts: Request[] = []
      page.on('requestfinished', (one) => one.resourceType() === 'script' && scripts.push(one))
      await page.goto(`${url}/inbox`)
      await page.getByText('Is anybody there?').first().waitFor()
      // What is fetched ahead while nobody clicks counts too.
      await delay(3000)
      const sizes = await Promise.all(scripts.map((one) => one.sizes()))
      const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0)
      say(`desk-size: ${locale}, ${scripts.length} scripts, ${bytes} bytes`)
      return bytes
    }
    const bytes = Math.max(await fetched('en'), await fetched('ja'))
    return { 'desk-size': { value: bytes / 1000, size: '/inbox with one conversation, en or ja' } }
  },
}
