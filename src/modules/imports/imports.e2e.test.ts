import Encoding from 'encoding-japanese'
import { expect, test } from 'vitest'
import { findAxeViolations } from '../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { readWords } from '../../testing/words.ts'
import * as customers from '../customers/contract.ts'
import { updateMe } from '../members/contract.ts'

const file = [
  '会員番号,氏名,フリガナ,メールアドレス,電話番号,備考',
  'A-001,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,TARO@Example.jp,０９０－１２３４－５６７８,お得意様',
  'A-002,髙橋 花子,タカハシ ハナコ,hanako@example.jp,03-1111-2222,',
  ',番号なし,,これはメールではない,,',
].join('\r\n')
const bytes = Buffer.from(
  Encoding.convert(Encoding.stringToCode(file), { from: 'UNICODE', to: 'SJIS' }) as number[],
)

describeInBrowser('bringing a file in at the desk', (site) => {
  test('shows what the rows would become, brings them in and takes them back', async () => {
    const t = readWords('ja')
    await site.server.admin.call(updateMe, { locale: 'ja' })
    const { page, context } = await site.visit('/settings/imports', { locale: 'ja' })
    await page.getByText(t('import.empty.title')).waitFor()
    await page.getByRole('button', { name: t('import.new') }).click()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '顧客.csv', mimeType: 'text/csv', buffer: bytes })
    await page.getByRole('button', { name: t('import.send'), exact: true }).click()
    await page.getByRole('heading', { name: '顧客.csv' }).waitFor()
    const preview = page.getByRole('region', { name: t('import.preview') }).first()
    await preview.getByRole('cell', { name: '090-1234-5678' }).waitFor()
    expect(await preview.getByText(t('import.problem.no_identifier')).count()).toBe(1)
    expect(await page.getByLabel(t('import.encoding')).inputValue()).toBe('shift_jis')
    await page.getByRole('button', { name: t('import.start') }).click()
    await page.getByRole('button', { name: t('import.undo') }).waitFor({ timeout: 60_000 })
    const { data } = await site.server.admin.call(customers.listCustomers, {
      identifier: 'hanako@example.jp',
    })
    expect(data[0]!.name).toBe('髙橋 花子')
    const created = { name: t('import.count.created'), value: '2' }
    await page.getByRole('link', { name: t('ui.open-count', created) }).click()
    const rows = page.getByRole('dialog')
    await rows.getByRole('link', { name: '髙橋 花子' }).waitFor()
    expect(await rows.getByRole('row').count()).toBe(3)
    expect(await findAxeViolations(page)).toEqual([])
    await rows.getByRole('button', { name: t('ui.close') }).click()
    await page.getByRole('button', { name: t('import.undo') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: t('import.undo') }).click()
    await page
      .getByText(t('import.undo.told.customers', { removed: 2, restored: 0, kept: 0 }))
      .waitFor({ timeout: 60_000 })
    await context.close()
  })
})
