import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startDovecot } from '../channels/email/fakes/dovecot.ts'
import { startFakeSmtp } from '../channels/email/fakes/smtp-server.ts'
import { openBrowser } from '../foundation/testing/browser.ts'
import { startTestServer } from '../foundation/testing/start-test-server.ts'
import type { Locale } from './words.ts'

/** Pictures of the story are kept in this folder, when it is named. */
const pictures = process.env.ENGAWA_PICTURES

export type Stage = Awaited<ReturnType<typeof openStage>>

/** All that the story plays on: an empty Engawa, a mailbox, a mail server, a browser. */
export const openStage = async (locale: Locale) => {
  const [server, imap, smtp, browser] = await Promise.all([
    startTestServer({ empty: true }),
    startDovecot('mailbox password'),
    startFakeSmtp(),
    openBrowser(),
  ])
  const pages: Page[] = []
  const problems: string[][] = []
  const shoot = async (page: Page, name: string) => {
    if (!pictures) return
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${locale}-${name}.png`) })
  }
  return {
    server,
    imap,
    smtp,
    shoot,
    /** What pages complained of so far. */
    problems: () => problems.flat(),
    newPage: async (options = {}) => {
      const opened = await browser.newPage({ locale, ...options })
      pages.push(opened.page)
      problems.push(opened.problems)
      return opened
    },
    shootAll: async (name: string) => {
      for (const [index, page] of pages.entries()) await shoot(page, `${name}-${index}`)
    },
    close: async () => {
      await browser.close()
      await server.stop()
      await Promise.all([imap.stop(), smtp.stop()])
    },
  }
}
