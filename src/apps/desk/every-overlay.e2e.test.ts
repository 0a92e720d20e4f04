import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import { updateMe } from '../../modules/members/contract.ts'
import { setupCode } from '../../modules/members/index.ts'
import { type Locale, readWords } from '../../testing/words.ts'
import { type FilledDesk, fillDesk } from './testing/fill-desk.ts'
import { findFaults, openDesk, settle, texts } from './testing/look-at.ts'

const locales: Locale[] = ['en', 'ja']

describeInBrowser('every overlay of the desk', (site) => {
  let desk: FilledDesk

  beforeAll(async () => {
    desk = await fillDesk(site.server)
  })
  afterAll(() => desk?.stop())

  /** What opens over the screens: where, and how. */
  const overlays = (
    t: ReturnType<typeof readWords>,
  ): [string, (page: Page) => Promise<unknown>][] => {
    const press = (key: string) => (page: Page) => page.keyboard.press(key)
    const button = (name: string | RegExp) => (page: Page) =>
      page.getByRole('button', { name }).first().click()
    const talk = `/inbox/${desk.conversationId}`
    const remove = { name: '返品' }
    return [
      [talk, press('Control+k')],
      [talk, press('?')],
      [talk, press('m')],
      [talk, press('a')],
      [talk, press('t')],
      [talk, press('l')],
      [talk, (page) => page.locator('header button[title]').last().click()],
      ['/inbox', (page) => page.locator('header button').last().click()],
      ['/settings/members', button(t('member.invite'))],
      ['/settings/members', button(t('member.remove_of', { name: 'tanaka' }))],
      ['/settings/members', button(t('member.reset_of', { name: 'tanaka' }))],
      ['/settings/teams', button(t('team.add'))],
      ['/settings/teams', button(t('team.remove_of', { name: 'Wholesale' }))],
      ['/settings/api-keys', button(t('api_key.add'))],
      ['/settings/api-keys', button(t('api_key.revoke_of', { name: 'Nightly export' }))],
      ['/settings/labels', button(t('label.add'))],
      ['/settings/identifiers', button(t('identifier_type.add'))],
      ['/settings/labels', button(t('label.remove', remove))],
      [`/settings/connections/${desk.mailboxId}`, button(t('connection.remove'))],
      [`/settings/sources/${desk.sourceId}`, button(t('source.remove.action'))],
      [
        '/dashboard',
        button(t('ui.definition', { name: t('dashboard.figure.conversations-by-day.count') })),
      ],
      ['/dashboard?open=conversations-by-day', async () => undefined],
    ]
  }

  test.each(locales)(
    'is accessible in %s: menus, dialogs and sheets',
    async (locale) => {
      await site.server.admin.call(updateMe, { locale })
      const { page, context, errors } = await openDesk(site, locale)
      const faults: string[] = []
      let at = 0
      for (const [path, open] of overlays(readWords(locale))) {
        await page.goto(site.server.url + path)
        await settle(page)
        await open(page)
        await page.locator('[role=dialog]').first().waitFor()
        await settle(page)
        const found = [...(await findFaults(page, { locale, over: true, texts })), ...errors.take()]
        faults.push(...found.map((fault) => `overlay ${at} on ${path}: ${fault}`))
        at += 1
      }
      await context.close()
      expect(faults).toEqual([])
    },
    480_000,
  )

  test.each(locales)(
    'is accessible in %s: a form full of errors, and the menu on a phone',
    async (locale) => {
      await site.server.admin.call(updateMe, { locale })
      const t = readWords(locale)
      const { page, context, errors } = await openDesk(site, locale)
      await page.goto(`${site.server.url}/settings/connections/new/email`)
      await settle(page)
      await page.getByLabel(t('channel.email.address')).fill('desk@shop.example')
      await page.getByRole('button', { name: t('connection.test'), exact: true }).click()
      await page.locator('[aria-invalid=true], [role=alert]').first().waitFor()
      const faults = await findFaults(page, { locale, narrow: true, texts })
      await page.setViewportSize({ width: 390, height: 844 })
      await page.goto(`${site.server.url}/inbox`)
      await settle(page)
      await page.getByRole('button', { name: t('desk.menu') }).click()
      await page.getByRole('dialog').waitFor()
      await settle(page)
      faults.push(...(await findFaults(page, { locale, texts })))
      await page.goto(`${site.server.url}/inbox/${desk.conversationId}`)
      await settle(page)
      faults.push(...(await findFaults(page, { locale, texts })))
      await context.close()
      expect([faults, errors.take()]).toEqual([[], []])
    },
  )

  test('gives the focus back to what opened it', async () => {
    await site.server.admin.call(updateMe, { locale: 'en' })
    const { page, context } = await openDesk(site, 'en')
    await page.goto(`${site.server.url}/customers/${desk.customerId}`)
    await settle(page)
    const opener = page.getByRole('button', { name: readWords('en')('merge.open') })
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').locator('input').first().waitFor()
    await page.keyboard.press('Escape')
    await expect
      .poll(() => opener.evaluate((element) => element === document.activeElement))
      .toBe(true)
    await context.close()
  })

  test('is accessible when it is made easier to read', async () => {
    await site.server.admin.call(updateMe, { locale: 'en' })
    const { page, context, errors } = await openDesk(site, 'en')
    await page.addInitScript(() =>
      localStorage.setItem('engawa.preferences', JSON.stringify({ accessible: true })),
    )
    const faults: string[] = []
    for (const path of [
      '/inbox',
      `/inbox/${desk.conversationId}`,
      '/customers',
      `/customers/${desk.customerId}`,
      '/dashboard',
      '/settings/me',
      '/settings/members',
      `/settings/connections/${desk.mailboxId}`,
    ]) {
      await page.goto(site.server.url + path)
      await settle(page)
      const found = await findFaults(page, { locale: 'en', narrow: true, texts })
      faults.push(...[...found, ...errors.take()].map((fault) => `${path}: ${fault}`))
    }
    await context.close()
    expect(faults).toEqual([])
  })

  test('is accessible where the first admin is made', async () => {
    const empty = await startTestServer({ empty: true })
    const faults: string[] = []
    for (const locale of locales) {
      const { page, context, errors } = await openDesk(site, locale, false)
      await page.goto(`${empty.url}/setup?code=${await setupCode(empty.services)}`)
      await settle(page)
      faults.push(...(await findFaults(page, { locale, narrow: true, texts })), ...errors.take())
      await context.close()
    }
    await empty.stop()
    expect(faults).toEqual([])
  })
})
