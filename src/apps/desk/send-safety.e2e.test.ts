import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chromiumAvailable,
  chromiumMissing,
  findAxeViolations,
  openBrowser,
  signInAs,
} from '../../foundation/testing/browser.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as contract from '../../modules/conversations/contract.ts'
import { type MailDesk, startMailDesk } from '../../modules/conversations/testing/mail-desk.ts'
import { messagesOf, waitForState, waitForText } from '../../modules/conversations/testing.ts'
import { updateMe } from '../../modules/members/contract.ts'
import { type Locale, readWords } from '../../testing/words.ts'

if (!chromiumAvailable) process.stderr.write(`send safety: ${chromiumMissing}\n`)
const locales: Locale[] = ['ja', 'en']

describe.skipIf(!chromiumAvailable)(
  'nothing is said past somebody, and not before one means it',
  () => {
    let desk: MailDesk
    let browser: Awaited<ReturnType<typeof openBrowser>>

    beforeAll(async () => {
      desk = await startMailDesk({ undoSeconds: 60 })
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser?.close()
      await desk?.stop()
    })

    const open = async (locale: Locale) => {
      await desk.agent.call(updateMe, { locale })
      const begun = await desk.begin()
      const opened = await browser.newPage({ locale })
      await signInAs(opened.context, desk.server.url, desk.agent)
      return { ...opened, ...begun, t: readWords(locale) }
    }
    const log = (page: Page) => page.getByRole('log')

    test.each(locales)(
      'a reply written past a new message is kept, shown what is new, and asked about (%s)',
      async (locale) => {
        const { page, problems, t, id, from } = await open(locale)
        // As behind a proxy that swallows the stream: the page does not hear of what comes.
        await page.route('**/api/v1/stream*', (route) => route.abort())
        await page.goto(`${desk.server.url}/inbox/${id}`)
        const field = page.getByRole('textbox', { name: t('composer.reply-field') })
        await log(page)
          .getByText(/^question/)
          .waitFor()
        await field.fill('It will come tomorrow.')
        const asked = async (text: string) => {
          await desk.arrive({ from, text })
          await waitForText(desk.agent, from, text)
          await page.getByRole('button', { name: t('composer.send'), exact: true }).click()
          const panel = page.getByRole('alertdialog')
          await panel.getByText(t('composer.moved', { count: 1 })).waitFor()
          await panel.getByText(text, { exact: true }).waitFor()
          expect(await field.inputValue()).toBe('It will come tomorrow.')
          return panel
        }
        const first = await asked('Please cancel my order.')
        expect(await findAxeViolations(page)).toEqual([])
        expect(await page.locator('[data-pending]').count()).toBe(0)
        await first.getByRole('button', { name: t('composer.moved-look') }).click()
        await first.waitFor({ state: 'detached' })
        expect(await field.inputValue()).toBe('It will come tomorrow.')
        const second = await asked('Are you there?')
        await second.getByRole('button', { name: t('composer.send-anyway') }).click()
        await waitFor('the reply', async () =>
          (await messagesOf(desk.agent, id)).some(({ direction }) => direction === 'out'),
        )
        expect((await messagesOf(desk.agent, id)).map(({ direction }) => direction)).toEqual([
          'in',
          'in',
          'in',
          'out',
        ])
        expect(await field.inputValue()).toBe('')
        expect(problems).toEqual([])
        await page.context().close()
      },
    )

    test.each(locales)(
      'a reply taken back is in the composer again, and nowhere else (%s)',
      async (locale) => {
        const { page, problems, t, id, from } = await open(locale)
        await page.goto(`${desk.server.url}/inbox/${id}`)
        const field = page.getByRole('textbox', { name: t('composer.reply-field') })
        await log(page)
          .getByText(/^question/)
          .waitFor()
        await field.fill('Too fast.')
        await page.getByRole('button', { name: t('composer.send'), exact: true }).click()
        const countdown = new RegExp(t('state.goes-out', { seconds: 1 }).replace('1', '\\d+'))
        await log(page).getByText(countdown).waitFor()
        expect(await findAxeViolations(page)).toEqual([])
        await log(page)
          .getByRole('button', { name: t('state.undo-send'), exact: true })
          .click()
        await log(page).getByText('Too fast.').waitFor({ state: 'detached' })
        await expect.poll(() => field.inputValue()).toBe('Too fast.')
        const hasFocus = () => field.evaluate((element) => element === document.activeElement)
        await expect.poll(hasFocus).toBe(true)
        expect(await messagesOf(desk.agent, id)).toHaveLength(1)

        await page.getByRole('button', { name: t('composer.send'), exact: true }).click()
        await log(page).getByText(countdown).waitFor()
        const written = (await messagesOf(desk.agent, id)).at(-1)!
        await desk.makeDue(written.id)
        await waitForState(desk.agent, written.id, 'sent')
        await log(page)
          .getByRole('button', { name: t('state.undo-send') })
          .waitFor({ state: 'detached' })
        expect(desk.sentTo(from)).toHaveLength(1)
        expect((await desk.agent.call(contract.getConversation, { id })).messageCount).toBe(2)
        expect(problems).toEqual([])
        await page.context().close()
      },
    )
  },
)
