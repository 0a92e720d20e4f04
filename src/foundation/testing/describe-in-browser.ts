import { afterAll, beforeAll, describe } from 'vitest'
import {
  chromiumAvailable,
  chromiumMissing,
  openBrowser,
  type PageOptions,
  signInAs,
} from './browser.ts'
import type { Caller } from './caller.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'

type Browser = Awaited<ReturnType<typeof openBrowser>>

export type Site = {
  /** There once the tests run. */
  readonly server: TestServer
  newPage: Browser['newPage']
  /** A page at this path, signed in as the admin, or as `as` says (null: as nobody), once it shows what it is. */
  visit: (
    path: string,
    options?: PageOptions & { as?: Caller | null },
  ) => ReturnType<Browser['newPage']>
}

/** Tests of pages: one server and one browser for all of them. Where there is no Chromium they are skipped, and say so. */
export const describeInBrowser = (name: string, tests: (site: Site) => void) => {
  if (!chromiumAvailable) process.stderr.write(`${name}: ${chromiumMissing}\n`)
  describe.skipIf(!chromiumAvailable)(name, () => {
    let server: TestServer
    let browser: Browser
    beforeAll(async () => {
      server = await startTestServer()
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser?.close()
      await server?.stop()
    })
    const newPage = (options?: PageOptions) => browser.newPage(options)
    tests({
      get server() {
        return server
      },
      newPage,
      visit: async (path, { as = server.admin, ...options } = {}) => {
        const opened = await newPage(options)
        if (as) await signInAs(opened.context, server.url, as)
        await opened.page.goto(server.url + path)
        await opened.page.locator('h1, [role=alert]').first().waitFor({ state: 'attached' })
        return opened
      },
    })
  })
}
