import { describe, expect, test } from 'vitest'
import {
  chromiumAvailable,
  findAxeViolations,
  openBrowser,
} from '../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import { inviteMember, updateMe } from '../../modules/members/contract.ts'
import { setupCode } from '../../modules/members/index.ts'
import { makeMember } from '../../modules/members/testing.ts'

describeInBrowser('the desk', (site) => {
  const { visit } = site
  const speak = (locale: 'en' | 'ja') => site.server.admin.call(updateMe, { locale })

  const invitation = async () => {
    const email = `${crypto.randomUUID()}@example.com`
    const { link } = await site.server.admin.call(inviteMember, { email, role: 'agent' })
    return new URL(link).pathname
  }

  test('whoever is not signed in comes back to where they wanted to go', async () => {
    const { password } = await makeMember(
      site.server.services,
      site.server.workspaceId,
      'suzuki@team.example',
      'agent',
    )
    const { page, context } = await visit('/settings/me?from=mail', { as: null })
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('E-mail address').fill('suzuki@team.example')
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.keyboard.press('Enter')
    await page
      .getByRole('alert')
      .getByText('The e-mail address or the password is wrong.')
      .waitFor()
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('suzuki@team.example')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/settings/me?from=mail')
    await context.close()
  })

  test('an invited colleague joins by the link and lands in the inbox', async () => {
    const { page, context } = await visit(await invitation(), { as: null })
    await page.getByLabel('Your name').fill('鈴木 一郎')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('Please fill this in.').waitFor()
    await page.getByLabel('New password').fill('four small words')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.waitForURL('**/inbox')
    await page.getByRole('link', { name: /Inbox/ }).first().waitFor()
    await context.close()
  })

  test('hands need no mouse: pairs of keys go places, the palette runs commands, typing is left alone', async () => {
    await speak('en')
    const { page, context } = await visit('/settings/me')
    await page.getByRole('status').getByText('In sync').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.waitForURL('**/dashboard**')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('profile')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/settings/me')
    await page.getByRole('heading', { name: 'Your profile' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    await page.getByLabel('Your name').focus()
    await page.keyboard.type('gd')
    expect(page.url()).toContain('/settings/me')
    await context.close()
  })

  test('an Enter that ends a kana conversion runs no command', async () => {
    await speak('ja')
    const { page, context } = await visit('/settings/me', { locale: 'ja' })
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Input.imeSetComposition', {
      text: 'うけとり',
      selectionStart: 4,
      selectionEnd: 4,
    })
    await devtools.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      windowsVirtualKeyCode: 229,
    })
    await devtools.send('Input.insertText', { text: '受信箱' })
    await page.getByRole('option').first().waitFor()
    expect(page.url()).toContain('/settings/me')
    // Just after a conversion Enter still belongs to it.
    const ended = await page.evaluate(() => performance.now())
    await page.waitForFunction((then) => performance.now() > then + 100, ended)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/inbox')
    await context.close()
  })

  test('a language chosen here is the member’s on every device', async () => {
    await speak('en')
    const { page, context } = await visit('/settings/me')
    await page.getByRole('main').getByText('日本語').click()
    await page.getByRole('heading', { name: 'プロフィール' }).waitFor()
    await context.close()
    const other = await visit('/settings/me', { locale: 'en' })
    await other.page.getByRole('heading', { name: 'プロフィール' }).waitFor()
    await other.context.close()
  })

  test('two tabs share one stream, and the one that stays goes on hearing', async () => {
    await speak('en')
    const { page, context } = await visit('/settings/me')
    await page.getByRole('status').getByText('In sync').waitFor()
    const second = await context.newPage()
    let streams = 0
    second.on('request', (request) => {
      if (request.url().endsWith('/api/v1/stream')) streams += 1
    })
    await second.goto(`${site.server.url}/settings/me`)
    await second.getByRole('status').getByText('In sync').waitFor()
    expect(streams).toBe(0)
    await page.close()
    await expect.poll(() => streams).toBe(1)
    await second.getByRole('status').getByText('In sync').waitFor()
    await context.close()
  })

  test('the accessible variant makes text larger; neither it nor the narrow navigation has violations', async () => {
    await speak('en')
    const { page, context } = await visit('/settings/me')
    const size = () => page.evaluate(() => getComputedStyle(document.body).fontSize)
    const before = Number.parseFloat(await size())
    await page.getByRole('switch', { name: 'Easier to read' }).click()
    await expect.poll(async () => Number.parseFloat(await size())).toBeGreaterThan(before)
    expect(await findAxeViolations(page)).toEqual([])
    await page.keyboard.press('[')
    await page.getByRole('button', { name: 'Expand navigation' }).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    await context.close()
  })
})

describe.skipIf(!chromiumAvailable)('the first visit', () => {
  test('makes the first admin with the code, offers sample or empty, and opens the inbox', async () => {
    const server = await startTestServer({ empty: true })
    const browser = await openBrowser()
    try {
      const { page, problems } = await browser.newPage({ locale: 'ja' })
      await page.goto(server.url)
      await page.getByRole('heading', { name: 'Engawaのセットアップ' }).waitFor()
      await page.getByLabel('ワンタイムコード').fill('WRONG-CODE')
      await page.getByLabel('ワークスペース名').fill('縁側商店')
      await page.getByLabel('お名前').fill('田中 恵')
      await page.getByLabel('メールアドレス').fill('tanaka@example.com')
      await page.getByLabel('パスワード', { exact: true }).fill('correct horse')
      await page.getByRole('button', { name: 'ワークスペースを作成' }).click()
      await page.getByRole('alert').waitFor()
      await page.getByLabel('ワンタイムコード').fill((await setupCode(server.services))!)
      await page.getByRole('button', { name: 'ワークスペースを作成' }).click()
      await page.getByRole('button', { name: 'サンプルで試す' }).waitFor()
      await page.getByRole('button', { name: '空の状態で始める' }).click()
      await page.waitForURL('**/inbox')
      await page.getByText('縁側商店').first().waitFor()
      await page.goto(`${server.url}/setup`)
      await page.getByRole('heading', { name: 'セットアップは完了しています' }).waitFor()
      expect(problems).toEqual([])
    } finally {
      await browser.close()
      await server.stop()
    }
  })
})
