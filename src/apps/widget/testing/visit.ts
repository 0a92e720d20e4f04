import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { connectionId, startFakeServer } from './fake-server.ts'
import { startSite } from './site.ts'

/** Builds the widget as it ships, into a folder of its own. */
export const buildWidget = async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'engawa-widget-'))
  await build({
    configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { outDir },
  })
  return { outDir, remove: () => rmSync(outDir, { recursive: true, force: true }) }
}

/** A visitor in front of a brand's page, with Engawa on another origin. `violations` are the page's security policy's. */
export const visit = async (
  browser: Browser,
  folder: string,
  options: BrowserContextOptions & { lang?: string } = {},
) => {
  const server = await startFakeServer(folder)
  const site = await startSite(server.url, connectionId)
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options })
  context.setDefaultTimeout(90_000)
  const violations: string[] = []
  const address = `${site.url}/?lang=${options.lang ?? 'en'}`
  const openPage = async () => {
    const page = await context.newPage()
    page.on('console', (message) => {
      if (/policy|Trusted/i.test(message.text())) violations.push(message.text())
    })
    page.on('pageerror', (error) => violations.push(error.message))
    await page.goto(address)
    await launcher(page).waitFor()
    return page
  }
  return {
    server,
    context,
    violations,
    address,
    openPage,
    end: async () => {
      await context.close()
      await site.stop()
      await server.stop()
    },
  }
}

export type Visit = Awaited<ReturnType<typeof visit>>

export const launcher = (page: Page) => page.locator('engawa-widget button').first()
export const dialog = (page: Page) => page.getByRole('dialog')
export const log = (page: Page) => page.getByRole('log')
export const box = (page: Page) => page.getByRole('dialog').locator('textarea')

export const openChat = async (page: Page) => {
  await launcher(page).click()
  await box(page).waitFor()
}

export const say = async (page: Page, text: string) => {
  await box(page).fill(text)
  await box(page).press('Enter')
}

/** What the visitor reads, from top to bottom. */
export const readLog = (page: Page) => log(page).locator('.text').allInnerTexts()

/** The names of everything that the page's storage holds. */
export const stored = (page: Page) =>
  page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])
