import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const found = places.find((path) => path && existsSync(path))

/** For `describe.skipIf(!chromiumAvailable)`; the reason to print is `chromiumMissing`. */
export const chromiumAvailable = found !== undefined
export const chromiumMissing = 'skipped: needs the system package "chromium" (or CHROMIUM=path)'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type PageOptions = {
  /** What the browser prefers; the desk follows it until a member chooses. */
  locale?: 'en' | 'ja'
  colorScheme?: 'light' | 'dark'
  width?: number
  height?: number
  timeZone?: string
}

/** A Chromium of its own with an empty profile. Every page has its own cookies; `problems` are its errors so far. */
export const openBrowser = async () => {
  if (!found) throw new Error(chromiumMissing)
  const browser = await chromium.launch({ executablePath: found, args: quiet })
  return {
    browser,
    newPage: async ({
      locale = 'en',
      colorScheme = 'light',
      width = 1280,
      height = 800,
      timeZone = 'Asia/Tokyo',
    }: PageOptions = {}) => {
      const context = await browser.newContext({
        locale: locale === 'ja' ? 'ja-JP' : 'en-GB',
        timezoneId: timeZone,
        colorScheme,
        // A fade half done has no contrast to speak of.
        reducedMotion: 'reduce',
        viewport: { width, height },
      })
      // As long as a busy machine takes; a test waits for what it names, never longer.
      context.setDefaultTimeout(90_000)
      const page = await context.newPage()
      return { page, context, problems: collectProblems(page) }
    },
    close: () => browser.close(),
  }
}

/** Gives a page the cookie of somebody who is already signed in (a `Caller` of the test server). */
export const signInAs = (
  context: BrowserContext,
  url: string,
  { headers }: { headers: Record<string, string> },
) =>
  context.addCookies(
    (headers.cookie ?? '').split('; ').map((one) => {
      const at = one.indexOf('=')
      return { url, name: one.slice(0, at), value: one.slice(at + 1) }
    }),
  )

/** What the page complains of: uncaught errors and everything refused by a Content-Security-Policy. */
const collectProblems = (page: Page) => {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && /Content Security Policy|Uncaught|Warning:/.test(text))
      problems.push(text)
  })
  return problems
}

const axeSource = () =>
  readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { id: string; nodes: { target: string[]; html: string }[] }

const whole = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** What can differ between day and night. */
const colours = ['color-contrast', 'link-in-text-block']

/** Violations of WCAG 2.2 A and AA on the page as it stands, one line each; `leaveOut` are CSS selectors. */
export const findAxeViolations = async (
  page: Page,
  { leaveOut = [], onlyColours = false }: { leaveOut?: string[]; onlyColours?: boolean } = {},
) => {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource())
  const violations = await page.evaluate(
    async ({ exclude, runOnly }) => {
      const { axe } = globalThis as unknown as {
        axe: { run: (where: unknown, options: unknown) => Promise<{ violations: Violation[] }> }
      }
      return (await axe.run({ exclude }, { runOnly, resultTypes: ['violations'] })).violations
    },
    { exclude: leaveOut, runOnly: onlyColours ? colours : whole },
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
  )
}
