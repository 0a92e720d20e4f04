import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../../foundation/server/context.ts'
import { findAxeViolations } from '../../../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../../../foundation/testing/describe-in-browser.ts'
import { readWords } from '../../../../testing/words.ts'
import { ordersIn } from '../../../commerce/contract.ts'
import { updateMe } from '../../../members/contract.ts'
import { resolveSender, searchDuplicates } from '../../index.ts'

describeInBrowser('who is who, on the screen', (site) => {
  const ctx = () => systemContext(site.server.services, site.server.workspaceId, 'test')
  const known = async (name: string, email: string, fields: Record<string, string> = {}) => {
    const sender = await inTransaction(ctx(), (ctx) =>
      resolveSender(ctx, { type: 'email', value: email, name }, 'mail'),
    )
    for (const [field, value] of Object.entries(fields))
      await sql`insert into customer_field (workspace_id, customer_id, field, source, trust, value, at) values
        (${site.server.workspaceId}, ${sender!.customerId}, ${field}, 'import:1', 'claimed', ${value}, now())`.execute(
        site.server.services.db,
      )
    return sender!.customerId
  }

  const open = async (path: string, locale: 'en' | 'ja') => {
    await site.server.admin.call(updateMe, { locale })
    const opened = await site.visit(path, { locale })
    return { ...opened, t: readWords(locale) }
  }
  const dialog = (page: Page) => page.getByRole('dialog')

  test('two records are merged, taken apart again, and a third person is split off', async () => {
    const taro = await known('山田 太郎', 'taro@work.example', { phone: '090-1111-2222' })
    await known('山田 花子', 'hanako@home.example')
    await site.server.admin.call(ordersIn.put, {
      source: 'main',
      externalId: 'H-1',
      customer: { email: 'hanako@home.example' },
      total: 1200,
      currency: 'JPY',
    })
    const { page, context, problems, t } = await open(`/customers/${taro}`, 'ja')
    await page.getByRole('button', { name: t('merge.open') }).click()
    await dialog(page).getByRole('searchbox').fill('花子')
    await dialog(page).getByRole('button', { name: '山田 花子' }).click()
    await dialog(page).getByText(t('merge.result')).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    await dialog(page).getByLabel(t('merge.note')).fill('電話でご本人に確認')
    await dialog(page)
      .getByRole('button', { name: t('merge.run'), exact: true })
      .click()
    await page.getByText(t('merge.done')).waitFor()
    await page.getByRole('button', { name: 'hanako@home.example' }).first().waitFor()
    // What other modules know of her is his from here on.
    await page.getByRole('link', { name: 'H-1' }).waitFor()

    await page
      .getByRole('button', { name: t('act.undo') })
      .last()
      .click()
    await page.getByText(t('act.undone')).waitFor()
    await page.goto(`${site.server.url}/customers/${taro}`)
    await page.getByRole('button', { name: 'taro@work.example' }).first().waitFor()
    expect(await page.getByRole('button', { name: 'hanako@home.example' }).count()).toBe(0)

    await inTransaction(ctx(), async (ctx) => {
      const { linkIdentifier, ensureIdentifier } = await import('../../identifiers.ts')
      const more = await ensureIdentifier(ctx, 'email', 'jiro@home.example')
      await linkIdentifier(ctx, more!, taro, 'verified', 'mail')
    })
    await page.reload()
    await page.getByRole('button', { name: t('split.open') }).click()
    await dialog(page)
      .getByLabel(/jiro@home\.example/)
      .check()
    await dialog(page).getByText(t('split.goes')).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    await dialog(page)
      .getByRole('button', { name: t('split.run'), exact: true })
      .click()
    await page.getByText(t('split.done')).waitFor()
    await page.getByRole('button', { name: 'jiro@home.example' }).first().waitFor()
    expect(page.url()).not.toContain(taro)
    expect(problems).toEqual([])
    await context.close()
  })

  test('possible duplicates are looked at side by side and decided with one key each', async () => {
    const person = { phone: '080-3333-4444', birthday: '1985-04-12', postcode: '150-0041' }
    await known('渡辺 直子', 'naoko@one.example', person)
    await known('渡邊　直子', 'naoko@two.example', { ...person, phone: '+81 80 3333 4444' })
    await known('Emma Berg', 'emma.berg@one.example', {
      birthday: '1990-10-02',
      phone: '+47 90000001',
    })
    await known('Emma Berg', 'emma.berg@two.example', {
      birthday: '1990-10-02',
      phone: '+47 90000001',
    })
    await searchDuplicates(ctx(), { whole: true })
    const { page, context, problems, t } = await open('/duplicates', 'en')
    const pairs = page.getByRole('list', { name: t('duplicates.title') }).getByRole('button')
    await pairs.nth(1).waitFor()
    expect(await pairs.count()).toBe(2)
    await page.getByRole('button', { name: t('duplicates.same') }).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    await page.keyboard.press('d')
    await page.getByText(t('duplicates.done.different')).waitFor()
    await expect.poll(() => pairs.count()).toBe(1)
    await page.getByRole('button', { name: t('duplicates.same') }).waitFor()
    await page.keyboard.press('m')
    await page.getByText(t('duplicates.done.same')).waitFor()
    await page.getByText(t('duplicates.none.open')).waitFor()

    // A search of everybody that was stopped says where, and that it goes on from there.
    const left = { position: '1-1-1', schema: '[]', total: 100 }
    await sql`update match_search set state = 'cancelled', done = 43, total = 100,
      resume = ${JSON.stringify(left)}::jsonb`.execute(site.server.services.db)
    await page.reload()
    await page.getByText(t('duplicates.stopped_at', { share: 43 })).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    await page.getByRole('button', { name: t('duplicates.go_on') }).click()
    await page.getByText(t('duplicates.searched')).waitFor()
    expect(problems).toEqual([])
    await context.close()
  })
})
