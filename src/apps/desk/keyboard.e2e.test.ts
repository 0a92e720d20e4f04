import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PageOptions } from '../../foundation/testing/browser.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { getConversation } from '../../modules/conversations/contract.ts'
import { messagesOf } from '../../modules/conversations/testing.ts'
import { updateMe } from '../../modules/members/contract.ts'
import { makeMember } from '../../modules/members/testing.ts'
import { type FilledDesk, fillDesk } from './testing/fill-desk.ts'
import { createHands, createInputMethod } from './testing/hands.ts'
import { settle } from './testing/look-at.ts'
import { lookAtFocus } from './testing/look-at-focus.ts'

describeInBrowser('the desk without a mouse', (site) => {
  let desk: FilledDesk
  let agent: Caller

  beforeAll(async () => {
    desk = await fillDesk(site.server)
    agent = desk.agent
  })
  afterAll(async () => {
    await desk?.stop()
  })

  const visit = async (path: string, options: PageOptions = {}) => {
    await agent.call(updateMe, { locale: options.locale ?? 'en' })
    const opened = await site.visit(path, { as: agent, ...options })
    await settle(opened.page)
    return { ...opened, hands: createHands(opened.page) }
  }
  const log = (page: Page) => page.getByRole('log')
  const textsOf = async (id: string) => (await messagesOf(agent, id)).map(({ text }) => text)

  const statusOf = async (id: string) => (await agent.call(getConversation, { id })).status

  test('a day’s work: sign in, find, answer, note, take, label, resolve, reopen, look around', async () => {
    const { services, workspaceId, url } = site.server
    const { password } = await makeMember(services, workspaceId, 'mori@team.example', 'agent')
    const { page, context } = await site.newPage()
    const hands = createHands(page)
    await page.goto(url)
    await settle(page)
    await hands.type('mori@team.example')
    await page.keyboard.press('Tab')
    await hands.tabTo(/^input/)
    await hands.type(password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/inbox')
    await page.locator('[data-conversation]').nth(3).waitFor()
    await hands.holds('signing in')

    await hands.press('j', 'j', 'j', 'k')
    const wanted = await page.locator('[data-conversation]').nth(1).getAttribute('href')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(wanted)
    await hands.press('Enter')
    await page.waitForURL(`**${wanted}`)
    await log(page).waitFor()
    const id = wanted!.split('/').at(-1)!
    const number = await page.locator('article h1').textContent()

    await hands.press('r')
    await hands.type('I have looked: it is on its way.')
    await hands.press('Control+Enter')
    await log(page).getByText('I have looked: it is on its way.').waitFor()
    expect(await hands.focused()).toMatch(/^textarea Your reply/)
    await hands.press('Escape', 'n')
    await hands.type('Told them.')
    await hands.press('Control+Enter')
    await log(page).getByText('Told them.').waitFor()
    await expect.poll(() => textsOf(id)).toContain('Told them.')

    await hands.press('Escape', 'i')
    await page.getByRole('button', { name: 'Assigned: mori' }).waitFor()
    await hands.press('l')
    await page.getByRole('combobox', { name: 'Find or make a label' }).waitFor()
    await hands.type('VIP')
    await hands.press('Enter', 'Escape')
    await page.locator('article header').getByText('VIP').waitFor()

    await hands.press('e')
    await page.getByText(/#\d+ is resolved\./).waitFor()
    await page.waitForURL((url) => !url.pathname.endsWith(id))
    await hands.holds('resolving')
    await hands.press('z')
    await expect.poll(() => statusOf(id)).toBe('open')

    await hands.press('/')
    await hands.type(number!.split(' ').at(-1)!)
    await expect.poll(() => page.locator('[data-conversation]').count()).toBe(1)
    await hands.press('Escape', 'Enter')
    await page.waitForURL(`**/inbox/${id}**`)
    await page.getByRole('button', { name: 'Resolve', exact: true }).waitFor()
    await hands.press('e')
    await page.getByRole('button', { name: 'Reopen', exact: true }).waitFor()
    await hands.press('e')
    await page.getByRole('button', { name: 'Resolve', exact: true }).waitFor()

    await hands.press('g', 'c')
    await page.waitForURL('**/customers')
    // The address is there before the screen whose keys these are.
    await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor()
    await hands.press('/')
    await hands.type('emma')
    const rows = page.locator('main li')
    await expect
      .poll(async () => (await rows.allTextContents()).every((row) => /emma/i.test(row)))
      .toBe(true)
    await hands.press('Escape', 'j', 'k', 'Enter')
    await page.getByRole('heading', { name: /Emma/, level: 1 }).waitFor()
    await hands.press('g', 'd')
    await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor()
    await hands.press('g', 's')
    await page.waitForURL('**/settings/me')
    await hands.press('Control+k')
    await page.locator('[role=combobox]:focus').waitFor()
    await hands.type('unassigned')
    await page.getByRole('option', { name: 'Unassigned' }).first().waitFor()
    await hands.press('Enter')
    await page.waitForURL('**/inbox?view=unassigned')
    await context.close()
  })

  test('a thread is moved and put back, with the focus where one goes on', async () => {
    const { page, context, hands } = await visit(`/inbox/${desk.conversationId}`)
    const titleOf = () => page.locator('article h1').textContent()
    const before = await titleOf()
    await hands.press('m')
    await page.getByRole('dialog').waitFor()
    await hands.tabTo(/^input Where to/)
    await hands.press('Enter')
    await page.getByText(/Moved to #\d+\./).waitFor()
    await expect.poll(titleOf).not.toBe(before)
    await hands.holds('moving')
    await hands.press('z')
    await expect.poll(titleOf).toBe(before)
    await hands.holds('undoing')
    await context.close()
  })

  test('what is resolved in the list hands the focus to the next', async () => {
    const { page, context, hands } = await visit('/inbox')
    const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-conversation'))
    await page.locator('[data-conversation]').nth(3).waitFor()
    await hands.press('j', 'j')
    const first = (await at())!
    await hands.press('e')
    await expect.poll(() => statusOf(first)).toBe('resolved')
    await page.locator(`[data-conversation="${first}"]`).waitFor({ state: 'detached' })
    expect(await at()).toBeTruthy()
    await hands.press('z')
    await page.locator(`[data-conversation="${first}"]`).waitFor()
    await hands.holds('undoing')
    await context.close()
  })

  test('a kana conversion sends nothing, runs nothing and closes nothing', async () => {
    const { page, context, hands } = await visit(`/inbox/${desk.conversationId}`, { locale: 'ja' })
    const ime = await createInputMethod(context, page)
    const before = await textsOf(desk.conversationId)
    await hands.press('r')
    await ime.compose('かくにんします')
    await ime.press('Enter')
    await ime.press('Enter', true)
    await ime.press('Escape')
    expect(await hands.focused()).toMatch(/^textarea/)
    await ime.commit('確認します。')
    await ime.rest()
    expect(await textsOf(desk.conversationId)).toEqual(before)
    expect(await page.getByRole('textbox', { name: '返信の本文' }).inputValue()).toBe(
      '確認します。',
    )
    await page.keyboard.press('Control+Enter')
    await log(page).getByText('確認します。', { exact: true }).waitFor()

    await ime.rest()
    await hands.press('Escape', '/')
    await ime.compose('さとう')
    await ime.press('Enter')
    await ime.press('Escape')
    expect(await hands.focused()).toMatch(/^input 会話を検索/)
    await ime.commit('佐藤')
    await page.waitForURL('**search=**')
    await page.locator('[data-conversation]').first().getByText('佐藤 美咲').waitFor()

    await ime.rest()
    await hands.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').waitFor()
    const url = page.url()
    await ime.compose('うけとり')
    await ime.press('ArrowDown')
    await ime.press('Enter')
    await ime.press('Escape')
    await page.getByRole('dialog').getByRole('combobox').waitFor()
    expect(page.url()).toBe(url)
    await ime.commit('お客様')
    await ime.rest()
    await hands.press('Enter')
    await page.waitForURL('**/customers')

    await page.goto(`${site.server.url}/inbox/${desk.conversationId}`)
    await settle(page)
    await hands.press('l')
    await page.getByRole('dialog').getByRole('combobox').waitFor()
    await ime.compose('しんきのらべる')
    await ime.press('Enter')
    await ime.commit('新規のラベル')
    await ime.rest()
    expect(await page.locator('article header').getByText('新規のラベル').count()).toBe(0)
    await hands.press('Enter')
    await page.locator('article header').getByText('新規のラベル').waitFor()
    await context.close()
  })

  test('single keys can be switched off; those with Ctrl go on working', async () => {
    const { page, context, hands } = await visit('/inbox')
    await page.locator('[data-conversation]').first().waitFor()
    await hands.press('j', '?')
    await page.getByRole('dialog').waitFor()
    await hands.tabTo(/^input/)
    await hands.press('Space', 'Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const held = await hands.focused()
    await hands.press('j', 'g', 'd', 'e', '?')
    expect(await hands.focused()).toBe(held)
    expect(new URL(page.url()).pathname).toBe('/inbox')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await hands.press('Control+k')
    await page.getByRole('combobox', { name: 'Search commands' }).waitFor()
    await context.close()
  })

  test('a page that comes late leaves the focus where one types, and takes it when that closes', async () => {
    const { page, context, hands } = await visit('/inbox')
    await page.locator('[data-conversation]').first().waitFor()
    await hands.press('Control+k', 'Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await hands.holds('closing what was opened from nowhere')
    const held = Promise.withResolvers<void>()
    await page.route('**/orders-screen*.js', (route) => held.promise.then(() => route.continue()))
    const asked = page.waitForRequest('**/orders-screen*.js')
    await hands.press('j', 'g', 'o')
    await asked
    await hands.press('Control+k')
    await page.locator('[role=combobox]:focus').waitFor()
    held.resolve()
    await page.locator('main h1', { hasText: 'Orders' }).waitFor()
    await hands.type('unass')
    expect(await page.locator('[role=combobox]:focus').inputValue()).toBe('unass')
    await hands.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(hands.focused).toBe('h1 Orders')
    await context.close()
  })

  test('a draft is there again after a reload, each in its own conversation and kind', async () => {
    const { page, context, hands } = await visit(`/inbox/${desk.conversationId}`)
    await hands.press('r')
    await hands.type('Half a sentence')
    await hands.press('Escape', 'n')
    await hands.type('Half a note')
    await page.reload()
    await log(page).waitFor()
    expect(await page.getByRole('textbox', { name: 'Your reply' }).inputValue()).toBe(
      'Half a sentence',
    )
    await page.keyboard.press('n')
    expect(await page.getByRole('textbox', { name: 'Your note' }).inputValue()).toBe('Half a note')
    await page.goto(`${site.server.url}/inbox/${desk.claimedId}`)
    await log(page).waitFor()
    expect(await page.getByRole('textbox', { name: 'Your reply' }).inputValue()).toBe('')
    await context.close()
  })

  test.each(['light', 'dark'] as const)(
    'every stop of Tab is seen: marked, in the window and under nothing (%s)',
    async (colorScheme) => {
      const { page, context } = await visit(`/inbox/${desk.conversationId}`, { colorScheme })
      await log(page).getByText('交換品を発送しました。').waitFor()
      const seen = new Set<string>()
      const faults: string[] = []
      for (let step = 0; step < 150; step += 1) {
        await page.keyboard.press('Tab')
        const stop = await page.evaluate(lookAtFocus)
        // Round again, by way of the browser's own controls.
        if (!stop || seen.has(stop.path)) break
        seen.add(stop.path)
        faults.push(...stop.faults.map((fault) => `${stop.path}: ${fault}`))
      }
      expect(faults).toEqual([])
      expect(seen.size).toBeGreaterThan(40)
      await context.close()
    },
  )
})
