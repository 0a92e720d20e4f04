import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import { hasChromium, launchBrowser } from './browser.ts'
import { buildWidget, type Visit, visit } from './visit.ts'

export const until = <T>(look: () => T | Promise<T>) =>
  vi.waitFor(look, { timeout: 40_000, interval: 25 })

/** The built widget and a browser for a file of tests; what the tests begin is ended after each. */
export const prepareVisits = () => {
  let built: Awaited<ReturnType<typeof buildWidget>>
  let browser: Browser
  const visits: Visit[] = []

  beforeAll(async () => {
    built = await buildWidget()
    if (hasChromium) browser = await launchBrowser()
  }, 60_000)
  afterEach(async () => {
    for (const one of visits.splice(0)) await one.end()
  })
  afterAll(async () => {
    await browser?.close()
    built?.remove()
  })

  return {
    folder: () => built.outDir,
    begin: async (options?: Parameters<typeof visit>[2]) => {
      const visited = await visit(browser, built.outDir, options)
      visits.push(visited)
      return { ...visited, page: await visited.openPage() }
    },
  }
}

/** The newest visitor of the test, once there is one and their stream is open. */
export const someone = ({ server }: Pick<Visit, 'server'>) =>
  until(() => {
    const person = server.people.at(-1)
    expect(person?.streams.size).toBeGreaterThanOrEqual(1)
    return person!
  })
