import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { updateMe } from '../../modules/members/contract.ts'
import type { Locale } from '../../testing/words.ts'
import { type FilledDesk, fillDesk } from './testing/fill-desk.ts'
import { findFaults, openDesk, settle, texts } from './testing/look-at.ts'

const locales: Locale[] = ['en', 'ja']

/** For every route of the router, where to look at it. A new route has to be added here. */
const addresses = (desk: FilledDesk): Record<string, string[]> => ({
  '/': ['/', '/nowhere'],
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
  '/orders/carts': [
    '/orders/carts',
    `/orders/carts?customerId=${desk.customerId}&state=abandoned`,
    '/orders/carts?search=nothing',
  ],
  '/orders/deliveries': ['/orders/deliveries', '/orders/deliveries?waiting=true'],
  '/orders/returns': [
    '/orders/returns',
    `/orders/returns?customerId=${desk.customerId}&waiting=true&shop=main`,
    '/orders/returns?search=nothing',
  ],
  '/orders/claims': ['/orders/claims', '/orders/claims?state=opened'],
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
  '/settings/sources/$id': [
    `/settings/sources/${desk.sourceId}`,
    `/settings/sources/${desk.sourceId}?show=accepted`,
    `/settings/sources/${desk.sourceId}?show=visits`,
  ],
  '/settings/imports': ['/settings/imports'],
  '/settings/imports/$id': [
    ...desk.importIds.map((id) => `/settings/imports/${id}`),
    `/settings/imports/${desk.importIds[1]}?show=rows`,
  ],
  '/settings/consent': ['/settings/consent'],
  '/settings/privacy-requests': ['/settings/privacy-requests'],
  '/settings/privacy-requests/$requestId': [`/settings/privacy-requests/${desk.privacyRequestId}`],
  '/settings/retention': ['/settings/retention'],
  '/settings/sample': ['/settings/sample'],
})

/** Pages for those who are not signed in. */
const isDoor = (route: string) => /^\/(sign-in|setup|invitation|reset)/.test(route)

describeInBrowser('every route of the desk', (site) => {
  let desk: FilledDesk

  beforeAll(async () => {
    desk = await fillDesk(site.server)
  })
  afterAll(() => desk?.stop())

  test('has an address to look at here', async () => {
    const { page, context } = await openDesk(site, 'en', false)
    await page.goto(`${site.server.url}/sign-in`)
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
      await site.server.admin.call(updateMe, { locale })
      const faults: string[] = []
      for (const isIn of [false, true]) {
        const { page, context, errors } = await openDesk(site, locale, isIn)
        for (const [route, paths] of Object.entries(addresses(desk))) {
          if (isDoor(route) === isIn) continue
          for (const path of paths) {
            await page.goto(site.server.url + path)
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
})
