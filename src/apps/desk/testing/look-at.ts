import type { BrowserContext, Page } from 'playwright-core'
import { findAxeViolations, signInAs } from '../../../foundation/testing/browser.ts'
import type { Site } from '../../../foundation/testing/describe-in-browser.ts'
import { permissions } from '../../../parts.ts'

const phone = { width: 390, height: 844 }
/** 1280 × 800 at 200 %, as the page sees it. */
const zoomed = { width: 640, height: 400 }
const desktop = { width: 1280, height: 800 }

/** The server says no to these, as it should, and the browser writes that down. */
const isRefused = (line: string) =>
  /status of 40[014] .*\/api\/v1\/(me|invitation\/nothing|conversations\/nothing|customers\/nobody|customer-groups\/0|orders\/nobody|connections\/test)/.test(
    line,
  )

/** Names of permissions and addresses of the seed, which look like ids of texts. */
export const texts = (text: string) =>
  text in permissions || /\.(example|csv|colleague)$/.test(text)

/** Two frames later everything that follows from a change of size or colour has been drawn. */
const drawn = (page: Page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  )

/** What was asked for has come. */
export const settle = async (page: Page) => {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[role=status][aria-label]'))
  await drawn(page)
}

/** What pages write to the console as an error, but for what `isFine`, and errors nobody caught. `take` empties it. */
const listenForErrors = (context: BrowserContext, isFine: (line: string) => boolean) => {
  let errors: string[] = []
  context.on('weberror', (error) => errors.push(String(error.error())))
  context.on('console', (message) => {
    const line = `${message.text()} ${message.location().url}`
    if (message.type() === 'error' && !isFine(line)) errors.push(line)
  })
  return {
    take: () => {
      const taken = errors
      errors = []
      return taken
    },
  }
}

/** A page in a language, signed in as the admin unless `isIn` says no, that gathers the errors it writes. */
export const openDesk = async ({ server, newPage }: Site, locale: 'en' | 'ja', isIn = true) => {
  const opened = await newPage({ locale })
  if (isIn) await signInAs(opened.context, server.url, server.admin)
  return { ...opened, errors: listenForErrors(opened.context, isRefused) }
}

/** Texts and names of controls that look like the id of a text. */
const findRawIds = (page: Page) =>
  page.evaluate(() => {
    const shown = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) shown.add(walker.currentNode.textContent?.trim() ?? '')
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        shown.add(element.getAttribute(name)?.trim() ?? '')
    shown.add(document.title.split(' · ')[0] ?? '')
    return [...shown].filter((text) => /^[a-z][a-z_-]*(\.[a-z0-9_-]+)+$/i.test(text))
  })

/** What stands out of the window to the right, or has to be scrolled sideways. Code, tables and charts may be. */
const findTooWide = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const may = 'pre, table, [data-scrolls], svg'
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${(element.textContent ?? '').slice(0, 40)}"`
    const found: string[] = []
    if (document.documentElement.scrollWidth > width) found.push('the whole page')
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest(may) || element.querySelector(':scope > pre, :scope > table')) continue
      const style = getComputedStyle(element)
      const scrolls = ['auto', 'scroll'].includes(style.overflowX)
      if (scrolls && element.scrollWidth > element.clientWidth + 1) found.push(nameOf(element))
      const box = element.getBoundingClientRect()
      const isSeen = box.width > 1 && box.height > 1 && style.visibility !== 'hidden'
      if (isSeen && box.right > width + 1 && box.left < width) found.push(nameOf(element))
    }
    return found.slice(0, 5)
  })

/** What scrolls, but in a window too low to read in. */
const findTooLow = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = []
    for (const element of document.body.querySelectorAll('*:not(textarea, pre)')) {
      const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowY)
      const { clientHeight, scrollHeight, clientWidth } = element
      if (scrolls && clientWidth > 0 && scrollHeight > clientHeight + 1 && clientHeight < 120)
        found.push(`${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`)
    }
    return found
  })

type Look = {
  locale: 'en' | 'ja'
  /** Also on a phone and at 200 %. */
  narrow?: boolean
  /** Only what lies over the screen; what it covers in part has smaller targets meanwhile. */
  over?: boolean
  /** Texts that look like ids and are none. */
  texts: (text: string) => boolean
}

/** What is wrong with the page as it stands, by day and by night. Colours do not depend on the language: once will do. */
export const findFaults = async (page: Page, { locale, narrow, over, texts }: Look) => {
  const faults: string[] = []
  const lang = await page.locator('html').getAttribute('lang')
  if (lang !== locale) faults.push(`lang is ${lang}`)
  for (const text of await findRawIds(page)) if (!texts(text)) faults.push(`raw id ${text}`)
  for (const colorScheme of locale === 'en' ? (['dark', 'light'] as const) : (['light'] as const)) {
    await page.emulateMedia({ colorScheme })
    await drawn(page)
    const look = { leaveOut: over ? ['main'] : [], onlyColours: colorScheme === 'dark' }
    for (const line of await findAxeViolations(page, look)) faults.push(`${colorScheme} ${line}`)
  }
  for (const size of narrow ? [phone, zoomed] : []) {
    await page.setViewportSize(size)
    await drawn(page)
    for (const line of await findTooWide(page)) faults.push(`${size.width} px too wide: ${line}`)
    for (const line of await findTooLow(page)) faults.push(`${size.height} px too low: ${line}`)
  }
  if (narrow) await page.setViewportSize(desktop)
  return faults
}
