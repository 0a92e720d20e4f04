import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { findAxeViolations } from '../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { updateMe } from '../../modules/members/contract.ts'
import { startHistory } from '../../modules/reports/testing.ts'

const march = '/dashboard?from=2026-03-01&to=2026-03-31'

describeInBrowser('the dashboard', (site) => {
  beforeAll(async () => {
    await site.server.admin.call(updateMe, { locale: 'en' })
    const history = await startHistory(
      site.server.services,
      site.server.workspaceId,
      site.server.admin.id,
    )
    await history.open('2026-03-02T03:00:00Z', 'email')
    const { conversationId } = await history.open('2026-03-03T03:00:00Z')
    await history.answer(conversationId, '2026-03-03T03:01:30Z')
  })

  const { visit } = site

  test('every figure says how it is counted and opens the conversations it was made from', async () => {
    const { page, context } = await visit(march)
    const figures = page.getByRole('list', { name: 'Figures of this period' })
    await figures.waitFor()
    expect(await figures.getByRole('link').allTextContents()).toEqual([
      '2',
      '1',
      '1 min 30 sec',
      '1 min 30 sec',
    ])
    await figures.getByRole('button', { name: 'How “Conversations opened” is counted' }).click()
    await page.getByRole('dialog').getByText('Conversations that began').waitFor()
    await page.keyboard.press('Escape')
    await figures.getByRole('link', { name: /First reply, median/ }).click()
    const behind = page.getByRole('dialog', { name: 'First reply time' })
    await behind.getByRole('link', { name: '#2' }).waitFor()
    expect(await behind.getByRole('row').count()).toBe(2)
    await behind.getByRole('link', { name: '#2' }).click()
    await page.waitForURL('**/inbox/**')
    await context.close()
  })

  test('the table is the chart’s twin, and the same figures go into a CSV that Excel opens', async () => {
    const { page, context } = await visit(march)
    const section = page.getByRole('region', { name: 'Conversations opened' }).first()
    await section.getByRole('button', { name: 'Table' }).click()
    expect(await section.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/2 Mar 2026.*\tE-mail\t1/),
      expect.stringMatching(/3 Mar 2026.*\tWeb chat\t1/),
    ])
    const downloading = page.waitForEvent('download')
    await section.getByRole('button', { name: /CSV/ }).click()
    const file = await downloading
    expect(file.suggestedFilename()).toBe('conversations-by-day_2026-03-01_2026-03-31.csv')
    expect(readFileSync(await file.path(), 'utf8')).toBe(
      '\uFEFFDay,Channel,Conversations\r\n2026-03-02,email,1\r\n2026-03-03,web-chat,1\r\n',
    )
    await section.getByRole('link', { name: /2 Mar/ }).click()
    await page.getByRole('dialog').getByRole('link', { name: '#1' }).waitFor()
    await context.close()
  })

  test('a period without conversations teaches what will be here', async () => {
    const { page, context } = await visit('/dashboard?from=2020-01-01&to=2020-01-31')
    await page.getByText('No conversations in this period').waitFor()
    await context.close()
  })

  test.each(['en', 'ja'] as const)(
    'has no axe violation and fits a phone in %s, as chart and as table',
    async (locale) => {
      await site.server.admin.call(updateMe, { locale })
      for (const look of [{}, { colorScheme: 'dark' as const }, { width: 390, height: 844 }]) {
        const { page, context, problems } = await visit(march, { locale, ...look })
        await page.locator('svg[role=img]').first().waitFor()
        expect([await findAxeViolations(page), problems]).toEqual([[], []])
        for (const table of await page
          .getByRole('button', { name: locale === 'en' ? 'Table' : '表' })
          .all())
          await table.click()
        expect([await findAxeViolations(page), problems]).toEqual([[], []])
        const tooWide = await page.evaluate(() => {
          const main = document.querySelector('main')!
          return main.scrollWidth > main.clientWidth
        })
        expect(tooWide).toBe(false)
        await context.close()
      }
    },
    120_000,
  )
})
