import type { BrowserContext, Page } from 'playwright-core'

/** What of a vector became noticed, by its number; without one, as it was seen. */
export type Noticed = { scripts: Set<string>; requests: Set<string>; complaints: string[] }

const numberIn = (text: string) => /\bv(\d+)\.evil\.example/.exec(text)?.[1]

const refused = /Content Security Policy|Blocked script execution|Blocked form submission|sandboxed/

/** Listens for every script that tells of itself and every request to a host that is not ours, which it stops. */
export const guardBrowser = async (context: BrowserContext, ownUrl: string): Promise<Noticed> => {
  const noticed: Noticed = { scripts: new Set(), requests: new Set(), complaints: [] }
  await context.exposeBinding('hit', (_source, number: unknown) => {
    noticed.scripts.add(String(number))
  })
  await context.route('**/*', (route) => {
    const url = route.request().url()
    if (url.startsWith(ownUrl) || /^(data|blob|about|cid):/.test(url)) return route.fallback()
    noticed.requests.add(numberIn(url) ?? url)
    return route.abort()
  })
  context.on('console', (message) => {
    const line = `${message.text()} ${message.location().url}`
    if (refused.test(line)) noticed.complaints.push(line.slice(0, 400))
  })
  const listen = (page: Page) => {
    page.on('dialog', (dialog) => {
      noticed.scripts.add(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
  }
  context.on('page', listen)
  return noticed
}

export type Sheet = { number: number; body: Buffer; headers: Record<string, string> }

const nowhere = 'http://sheets.example/'

/** Shows pages, each in a frame of its own and under its own headers, and waits until they have done what they do. */
export const showSheets = async (
  context: BrowserContext,
  sheets: readonly Sheet[],
  frame: string,
) => {
  const byNumber = new Map(sheets.map((sheet) => [sheet.number, sheet]))
  const page = await context.newPage()
  await page.route(`${nowhere}**`, (route) => {
    const sheet = byNumber.get(
      Number(new URL(route.request().url()).pathname.slice(1) || Number.NaN),
    )
    if (sheet) return route.fulfill({ body: sheet.body, headers: sheet.headers })
    const frames = sheets.map(({ number }) => `<iframe ${frame} src="/${number}"></iframe>`)
    if (new URL(route.request().url()).pathname !== '/') return route.fulfill({ status: 404 })
    return route.fulfill({
      body: `<!doctype html>${frames.join('')}`,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    })
  })
  await page.goto(nowhere, { waitUntil: 'load' })
  await page.waitForLoadState('networkidle')
  await page.close()
}
