import { beforeAll, expect, test } from 'vitest'
import { signInAs } from '../../../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../../../foundation/testing/describe-in-browser.ts'
import { waitFor } from '../../../../foundation/testing/wait-for.ts'
import { plantCustomer } from '../../../../testing/plant.ts'
import { updateMe } from '../../../members/contract.ts'
import { listCustomers } from '../../contract.ts'
import { changeFields, getProfile } from '../../profile/contract.ts'

describeInBrowser('the customer page', (site) => {
  let id: string

  beforeAll(async () => {
    const { ids } = await plantCustomer(
      site.server,
      { words: 'kotoba', contact: '09077027702' },
      null,
    )
    id = ids.customer
    await site.server.admin.call(updateMe, { locale: 'ja' })
    await site.server.admin.call(changeFields, {
      id,
      fields: {
        family_name: '佐藤',
        given_name: '美咲',
        family_kana: 'サトウ',
        given_kana: 'ミサキ',
      },
    })
  })

  test('is put right by keyboard, says where things came from, and narrows its past in the address', async () => {
    const { page, context } = await site.visit(`/customers/${id}`, { locale: 'ja' })
    await page.getByRole('heading', { name: '佐藤 美咲 様' }).waitFor()
    await page.getByText('サトウ ミサキ').first().waitFor()
    const phone = page.getByRole('button', { name: /^電話/ })
    await phone.focus()
    await page.keyboard.press('Enter')
    await page.getByText('が入力', { exact: false }).first().waitFor()
    const field = page.getByRole('textbox', { name: '電話' })
    expect(await field.evaluate((one) => one === document.activeElement)).toBe(true)
    await field.fill('0312345678')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /電話.*03-1234-5678/ }).waitFor()
    const { fields } = await site.server.admin.call(getProfile, { id })
    expect(fields.find((one) => one.field === 'phone')!.value).toBe('0312345678')

    const write = page.getByRole('button', { name: 'メモを書く' })
    for (const opener of [write, page.getByRole('button', { name: /^電話/ })]) {
      await opener.focus()
      await page.keyboard.press('Enter')
      await page.locator('form :is(input, textarea):focus').waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => opener.evaluate((one) => one === document.activeElement)).toBe(true)
    }

    const rows = page.locator('[data-kind]')
    await rows.first().waitFor()
    const all = await rows.count()
    await page.getByRole('searchbox', { name: '経緯の中を検索' }).fill('o-kotoba')
    await page.waitForURL(/find=o-kotoba/)
    await waitFor('only what holds the words', async () => {
      const left = await rows.count()
      return left > 0 && left < all
    })
    await context.close()
  })

  test('is found from anywhere by how the name is read', async () => {
    const { page, context } = await site.newPage({ locale: 'ja' })
    await signInAs(context, site.server.url, site.server.admin)
    await waitFor('the search to know', async () => {
      const { data } = await site.server.admin.call(listCustomers, { search: 'さとう' })
      return data.length > 0
    })
    await page.goto(`${site.server.url}/settings`)
    await page.getByRole('main').waitFor()
    await page.keyboard.press('Control+k')
    await page.locator('[role=combobox]:focus').waitFor()
    await page.keyboard.type('sato mis')
    await page.getByRole('option', { name: /佐藤 美咲 様/ }).click()
    await page.waitForURL(/\/customers\/[\da-f-]{36}/)
    await context.close()
  })
})
