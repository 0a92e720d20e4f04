import { beforeAll, expect, test } from 'vitest'
import { findAxeViolations } from '../../foundation/testing/browser.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { assign, reply } from '../../modules/conversations/contract.ts'
import { createTeam, updateMe, updateTeam } from '../../modules/members/contract.ts'
import { type Planted, plantCustomer } from '../../testing/plant.ts'
import { readWords } from '../../testing/words.ts'

describeInBrowser('what a member sees', (site) => {
  let partner: Caller
  let team: string
  let planted: Planted

  beforeAll(async () => {
    partner = await site.server.as('partner')
    const made = { name: 'Partner', memberIds: [partner.id] }
    team = (await site.server.admin.call(createTeam, made)).id
    planted = await plantCustomer(
      site.server,
      { words: 'Yamada', contact: 'taro-09012345678' },
      team,
    )
    await plantCustomer(site.server, { words: 'Somebody else', contact: 'hanako' }, null)
  })

  const visit = async (caller: Caller, path: string, locale: 'en' | 'ja' = 'en') => {
    await caller.call(updateMe, { locale })
    return site.visit(path, { as: caller, locale })
  }

  test('a partner works with their own conversations, and one that is handed on leaves the desk', async () => {
    const { conversation: id } = planted.ids
    const { page, context, problems } = await visit(partner, `/inbox/${id}`)
    await page.getByText('Yamada').first().waitFor()
    await site.server.admin.call(reply, { id, text: 'From a colleague' })
    await page.getByText('From a colleague').first().waitFor()
    const shown = await page.locator('body').innerText()
    expect(shown).not.toMatch(/taro|09012345678|Somebody else/)
    await page.goto(`${site.server.url}/customers/${planted.ids.customer}`)
    await page.getByText('Yamada').first().waitFor()
    expect(await page.locator('body').innerText()).not.toMatch(/taro|09012345678/)
    await page.goto(`${site.server.url}/inbox/${id}`)
    await page.getByText('From a colleague').first().waitFor()
    await site.server.admin.call(assign, { id, teamId: null })
    await expect.poll(() => page.getByText('From a colleague').count()).toBe(0)
    await expect.poll(() => page.getByText('Yamada').count()).toBe(0)
    await site.server.admin.call(assign, { id, teamId: team })
    await page.getByText('Yamada').first().waitFor()
    await site.server.admin.call(updateTeam, { id: team, memberIds: [] })
    await expect.poll(() => page.getByText('Yamada').count()).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  })

  test.each(['en', 'ja'] as const)('the audit log is told in sentences, in %s', async (locale) => {
    const t = readWords(locale)
    const { page, context, problems } = await visit(site.server.admin, '/settings/audit', locale)
    const sentence = t('audit.act.team.created', {
      actor: t('audit.actor.member', { name: 'admin' }),
      object: 'Partner',
    })
    await page.getByText(sentence).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    const rows = page.locator('tbody tr')
    const before = await rows.count()
    await page.getByLabel(t('audit.act'), { exact: true }).selectOption('team.created')
    await expect.poll(() => rows.count()).toBeLessThan(before)
    await page.getByText(sentence).waitFor()
    await page.getByLabel(t('audit.search'), { exact: true }).fill('nothing like it')
    await page.getByText(t('audit.none.title')).waitFor()
    expect(problems).toEqual([])
    await context.close()
  })
})
