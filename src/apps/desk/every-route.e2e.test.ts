import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chromiumAvailable,
  chromiumMissing,
  openBrowser,
  signInAs,
} from '../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { updateMe } from '../../modules/members/contract.ts'
import { setupCode } from '../../modules/members/index.ts'
import { permissions } from '../../parts.ts'
import { type Locale, readWords } from '../../testing/words.ts'
import { type FilledDesk, fillDesk } from './testing/fill-desk.ts'
import { findFaults, listenForErrors, settle } from './testing/look-at.ts'

if (!chromiumAvailable) process.stderr.write(`every route: ${chromiumMissing}\n`)

const locales: Locale[] = ['en', 'ja']

/** For every route of the router, where to look at it. A new route has to be added here. */
const addresses = (desk: FilledDesk): Record<string, string[]> => ({
  '/': ['/'],
  '/sign-in': ['/sign-in'],
  '/enrol': ['/enrol'],
  '/setup': ['/setup'],
  '/welcome': ['/welcome'],
  '/invitation/$token': [desk.invitationPath, '/invitation/nothing'],
  '/reset': ['/reset'],
  '/reset/$token': [desk.resetPath],
  '/inbox': [
    '/inbox',
    `/inbox?labelId=${desk.labelId}`,
    '/inbox?view=mine&status=any&search=nothing',
  ],
  '/inbox/$conversationId': [
    `/inbox/${desk.conversationId}`,
    `/inbox/${desk.claimedId}`,
    `/inbox/${desk.resolvedId}?status=resolved`,
    '/inbox/nothing',
  ],
  '/customers': ['/customers', '/customers?search=nobody'],
  '/customers/$customerId': [
    `/customers/${desk.customerId}`,
    `/customers/${desk.customerId}?show=messages&from=2020-01-01&find=a`,
    '/customers/nobody',
  ],
  '/orders': [
    '/orders',
    `/orders?customerId=${desk.customerId}&currency=JPY&counted=true`,
    '/orders?search=nothing',
  ],
  '/orders/$orderId': [`/orders/${desk.orderId}`, '/orders/nobody'],
  '/visitors': ['/visitors'],
  '/duplicates': ['/duplicates', '/duplicates?state=later'],
  '/customer-groups/$groupId': [
    `/customer-groups/${desk.groupId}`,
    '/customer-groups/00000000-0000-7000-8000-000000000000',
  ],
  '/dashboard': ['/dashboard', '/dashboard?from=2020-01-01&to=2020-01-31'],
  '/settings': ['/settings'],
  '/settings/me': ['/settings/me'],
  '/settings/workspace': ['/settings/workspace'],
  '/settings/members': ['/settings/members'],
  '/settings/teams': ['/settings/teams'],
  '/settings/api-keys': ['/settings/api-keys'],
  '/settings/audit': ['/settings/audit'],
  '/settings/live': ['/settings/live'],
  '/settings/connections': ['/settings/connections'],
  '/settings/connections/new/$channel': [
    '/settings/connections/new/email',
    '/settings/connections/new/web-chat',
    '/settings/connections/new/nothing',
  ],
  '/settings/connections/$id': [
    `/settings/connections/${desk.mailboxId}`,
    `/settings/connections/${desk.chatId}`,
  ],
  '/settings/connections/$id/sender': [`/settings/connections/${desk.mailboxId}/sender`],
  '/settings/suppressions': ['/settings/suppressions'],
  '/settings/customer-fields': ['/settings/customer-fields'],
  '/settings/labels': ['/settings/labels'],
  '/settings/identifiers': ['/settings/identifiers'],
  '/settings/sources': ['/settings/sources'],
  '/settings/sources/$id': [`/settings/sources/${desk.sourceId}`],
  '/settings/imports': ['/settings/imports'],
  '/settings/imports/$id': desk.importIds.map((id) => `/settings/imports/${id}`),
  '/settings/consent': ['/settings/consent'],
  '/settings/privacy-requests': ['/settings/privacy-requests'],
  '/settings/privacy-requests/$requestId': [`/settings/privacy-requests/${desk.privacyRequestId}`],
  '/settings/retention': ['/settings/retention'],
  '/settings/sample': ['/settings/sample'],
})

/** Pages for those who are not signed in. */
const isDoor = (route: string) => /^\/(sign-in|setup|invitation|reset)/.test(route)
/** The server says no to these, as it should, and the browser writes that down. */
const isRefused = (line: string) =>
  /status of 40[014] .*\/api\/v1\/(me|invitation\/nothing|conversations\/nothing|customers\/nobody|customer-groups\/0|orders\/nobody|connections\/test)/.test(
    line,
  )

/** Names of permissions and addresses of the seed, which look like ids of texts. */
const texts = (text: string) => text in permissions || /\.(example|csv|colleague)$/.test(text)

describe.skipIf(!chromiumAvailable)('every route of the desk', () => {
  let server: TestServer
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let desk: FilledDesk

  beforeAll(async () => {
    server = await startTestServer()
    browser = await openBrowser()
    desk = await fillDesk(server)
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
    await server?.stop()
  })

  const openDesk = async (locale: Locale, isIn = true) => {
    const opened = await browser.newPage({ locale })
    if (isIn) await signInAs(opened.context, server.url, server.admin)
    return { ...opened, errors: listenForErrors(opened.context, isRefused) }
  }

  test('has an address to look at here', async () => {
    const { page, context } = await openDesk('en', false)
    await page.goto(`${server.url}/sign-in`)
    await settle(page)
    const routes = await page.evaluate(() => {
      const { __TSR_ROUTER__: router } = globalThis as unknown as {
        __TSR_ROUTER__: { routesByPath: Record<string, unknown> }
      }
      return Object.keys(router.routesByPath)
    })
    expect(routes.sort()).toEqual(Object.keys(addresses(desk)).sort())
    await context.close()
  })

  test.each(locales)(
    'is accessible, whole and narrow enough in %s, by day and by night',
    async (locale) => {
      await server.admin.call(updateMe, { locale })
      const faults: string[] = []
      for (const isIn of [false, true]) {
        const { page, context, errors } = await openDesk(locale, isIn)
        for (const [route, paths] of Object.entries(addresses(desk))) {
          if (isDoor(route) === isIn) continue
          for (const path of paths) {
            await page.goto(server.url + path)
            await settle(page)
            const found = await findFaults(page, { locale, narrow: true, texts })
            faults.push(...[...found, ...errors.take()].map((fault) => `${path}: ${fault}`))
          }
        }
        await context.close()
      }
      expect(faults).toEqual([])
    },
    480_000,
  )

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
        button(
          t('dashboard.definition', { name: t('dashboard.figure.conversations-by-day.count') }),
        ),
      ],
      ['/dashboard?open=conversations-by-day', async () => undefined],
    ]
  }

  test.each(locales)(
    'stays so in %s with menus, dialogs and sheets open',
    async (locale) => {
      await server.admin.call(updateMe, { locale })
      const { page, context, errors } = await openDesk(locale)
      const faults: string[] = []
      let at = 0
      for (const [path, open] of overlays(readWords(locale))) {
        await page.goto(server.url + path)
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
    'stays so in %s with a form full of errors, and as a menu on a phone',
    async (locale) => {
      await server.admin.call(updateMe, { locale })
      const t = readWords(locale)
      const { page, context, errors } = await openDesk(locale)
      await page.goto(`${server.url}/settings/connections/new/email`)
      await settle(page)
      await page.getByLabel(t('channel.email.address')).fill('desk@shop.example')
      await page.getByRole('button', { name: t('connection.test'), exact: true }).click()
      await page.locator('[aria-invalid=true], [role=alert]').first().waitFor()
      const faults = await findFaults(page, { locale, narrow: true, texts })
      await page.setViewportSize({ width: 390, height: 844 })
      await page.goto(`${server.url}/inbox`)
      await settle(page)
      await page.getByRole('button', { name: t('desk.menu') }).click()
      await page.getByRole('dialog').waitFor()
      await settle(page)
      faults.push(...(await findFaults(page, { locale, texts })))
      await page.goto(`${server.url}/inbox/${desk.conversationId}`)
      await settle(page)
      faults.push(...(await findFaults(page, { locale, texts })))
      await context.close()
      expect([faults, errors.take()]).toEqual([[], []])
    },
  )

  test('stays so when it is made easier to read', async () => {
    await server.admin.call(updateMe, { locale: 'ja' })
    const { page, context, errors } = await openDesk('ja')
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
      await page.goto(server.url + path)
      await settle(page)
      const found = await findFaults(page, { locale: 'ja', narrow: true, texts })
      faults.push(...[...found, ...errors.take()].map((fault) => `${path}: ${fault}`))
    }
    await context.close()
    expect(faults).toEqual([])
  })

  test('stays so where the first admin is made', async () => {
    const empty = await startTestServer({ empty: true })
    const faults: string[] = []
    for (const locale of locales) {
      const { page, context, errors } = await openDesk(locale, false)
      await page.goto(`${empty.url}/setup?code=${await setupCode(empty.services)}`)
      await settle(page)
      faults.push(...(await findFaults(page, { locale, narrow: true, texts })), ...errors.take())
      await context.close()
    }
    await empty.stop()
    expect(faults).toEqual([])
  })
})
