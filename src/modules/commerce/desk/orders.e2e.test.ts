import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../../apps/desk/testing/look-at.ts'
import {
  chromiumAvailable,
  chromiumMissing,
  findAxeViolations,
  openBrowser,
  signInAs,
} from '../../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { readWords } from '../../../testing/words.ts'
import { updateMe } from '../../members/contract.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from '../../tracking/testing.ts'
import { listClaims, ordersIn } from '../contract.ts'

if (!chromiumAvailable) process.stderr.write(`orders: ${chromiumMissing}\n`)

describe.skipIf(!chromiumAvailable)('orders in the desk', () => {
  let server: TestServer
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    server = await startTestServer()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test.each(['ja', 'en'] as const)(
    'a purchase appears beside its customer by itself, its sum opens to the order, and a warranty claim is taken up there: %s',
    async (locale) => {
      const t = readWords(locale)
      const site = await openSite(server, `${locale}.example`)
      const { admin } = server
      await admin.call(updateMe, { locale })
      const email = `buyer-${locale}@customer.example`
      const buy = (externalId: string, total: number) =>
        admin.call(ordersIn.put, {
          externalId,
          currency: 'JPY',
          total,
          items: [{ name: '常滑の急須', price: total, quantity: 1 }],
          customer: { email, name: '佐藤 美咲' },
        })
      await buy(`${locale}-1`, 9800)
      const customer = await waitForCustomer(admin, email)
      const { page, context, problems } = await browser.newPage({ locale })
      await signInAs(context, server.url, admin)
      await page.goto(`${server.url}/customers/${customer.id}`)
      await page
        .getByRole('link', { name: /[¥￥]9,800/ })
        .first()
        .waitFor()
      await buy(`${locale}-2`, 200)
      await page.getByRole('link', { name: /[¥￥]10,000/ }).click()
      await page.getByRole('link', { name: new RegExp(`${locale}-1`) }).click()
      await page
        .getByRole('heading', { name: t('orders.number', { number: `${locale}-1` }) })
        .waitFor()
      await page.getByRole('button', { name: t('orders.add.claim') }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('常滑の急須').check()
      await dialog.getByLabel(t('orders.add.reason')).fill('ふたが閉まりません。')
      expect(await findAxeViolations(page)).toEqual([])
      await dialog.getByRole('button', { name: t('orders.add.save') }).click()
      await page.getByText('ふたが閉まりません。').waitFor()
      await page.getByLabel(t('orders.set-state')).selectOption('resolved')
      await expect
        .poll(async () => (await admin.call(listClaims, { customerId: customer.id })).data)
        .toMatchObject([{ state: 'resolved', items: [{ name: '常滑の急須' }] }])
      await page.goto(`${server.url}/orders`)
      await page.getByLabel(t('orders.search')).fill(`${locale}-2`)
      await page.waitForURL(/search=/)
      await settle(page)
      expect(await page.locator('main li a, li a[href^="/orders/"]').count()).toBe(1)
      await site.send('/v1/t', {
        userId: `visitor-${locale}`,
        event: 'Product Added',
        messageId: `cart-${locale}`,
        properties: { product_id: 'cup', name: `湯呑み ${locale}`, price: 700, currency: 'JPY' },
      })
      await waitForCustomer(admin, `visitor-${locale}`)
      await waitUntilFollowed(server)
      await page.getByRole('link', { name: t('carts.title') }).click()
      await page.getByRole('link', { name: new RegExp(`湯呑み ${locale}`) }).click()
      const carts = page.locator('section', {
        has: page.getByRole('heading', { name: t('carts.title') }),
      })
      await carts.getByText(`湯呑み ${locale}`).waitFor()
      await carts.getByText(/[¥￥]700/).waitFor()
      expect(problems).toEqual([])
      await context.close()
    },
  )
})
