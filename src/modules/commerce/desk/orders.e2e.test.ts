import { expect, test } from 'vitest'
import { settle } from '../../../apps/desk/testing/look-at.ts'
import { findAxeViolations } from '../../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../../foundation/testing/describe-in-browser.ts'
import { readWords } from '../../../testing/words.ts'
import { updateMe } from '../../members/contract.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from '../../tracking/testing.ts'
import { listClaims, ordersIn } from '../contract.ts'

describeInBrowser('orders in the desk', (desk) => {
  test.each(['ja', 'en'] as const)(
    'a purchase appears beside its customer by itself, its sum opens to the order, and a warranty claim is taken up there: %s',
    async (locale) => {
      const t = readWords(locale)
      const { server } = desk
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
      const { page, context, problems } = await desk.visit(`/customers/${customer.id}`, { locale })
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
      // The count beside the customer opens to the list of claims, which opens to the order.
      await page.goto(`${server.url}/customers/${customer.id}`)
      const bought = page.locator('dl', { has: page.getByText(t('claims.title'), { exact: true }) })
      await bought.getByRole('link', { name: '1', exact: true }).click()
      await page.waitForURL(/orders\/claims/)
      await page.getByRole('link', { name: /ふたが閉まりません/ }).click()
      await page.getByText('ふたが閉まりません。').waitFor()
      await page.goto(`${server.url}/orders`)
      await page.getByLabel(t('orders.search')).fill(`${locale}-2`)
      await page.waitForURL(/search=/)
      await settle(page)
      expect(await page.locator('main li a, li a[href^="/orders/"]').count()).toBe(1)
      const put = async (name: string) => {
        await site.send('/v1/t', {
          userId: `visitor-${locale}`,
          event: 'Product Added',
          messageId: name,
          properties: { product_id: name, name, price: 700, currency: 'JPY' },
        })
        await waitForCustomer(admin, `visitor-${locale}`)
        await waitUntilFollowed(server)
      }
      await put(`湯呑み ${locale}`)
      await page.getByRole('link', { name: t('carts.title') }).click()
      await page.getByRole('link', { name: new RegExp(`湯呑み ${locale}`) }).click()
      const carts = page.locator('section', {
        has: page.getByRole('heading', { name: t('carts.title') }),
      })
      await carts.getByText(`湯呑み ${locale}`).waitFor()
      await carts.getByText(/[¥￥]700/).waitFor()
      // What is put in meanwhile stands there by itself.
      await put(`茶托 ${locale}`)
      await carts.getByText(`茶托 ${locale}`).waitFor()
      await carts.getByText(/[¥￥]1,400/).waitFor()
      expect(problems).toEqual([])
      await context.close()
    },
  )
})
