import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { findAxeViolations } from '../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { updateMe } from '../../modules/members/contract.ts'
import { codeOf } from '../../modules/members/second-factor/testing.ts'
import { makeMember } from '../../modules/members/testing.ts'
import { updateWorkspace } from '../../modules/workspaces/contract.ts'
import { readWords } from '../../testing/words.ts'

/** As a Japanese IME leaves figures. */
const fullWidth = (code: string) =>
  code.replace(/\d/g, (figure) => String.fromCharCode(figure.charCodeAt(0) + 0xfee0))

describeInBrowser('two-step sign-in', (site) => {
  const handsOn = (page: Page, locale: 'en' | 'ja') => {
    const t = readWords(locale)
    const field = (id: string) => page.getByLabel(t(id), { exact: true })
    const press = (id: string) => page.getByRole('button', { name: t(id), exact: true }).click()
    return {
      t,
      field,
      press,
      signIn: async (member: { email: string; password: string }) => {
        await page.goto(`${site.server.url}/sign-in`)
        await field('sign-in.email').fill(member.email)
        await field('sign-in.password').fill(member.password)
        await page.keyboard.press('Enter')
      },
      inside: () => page.waitForURL('**/inbox**'),
      readSecret: () => page.getByRole('region', { name: t('second-factor.secret') }).innerText(),
    }
  }

  test.each(['en', 'ja'] as const)(
    'is set up in the profile, and then a code or a recovery code lets one in, in %s',
    async (locale) => {
      const member = await makeMember(
        site.server.services,
        site.server.workspaceId,
        `two-step-${locale}@team.example`,
        'agent',
      )
      const { page, context, problems } = await site.newPage({ locale })
      const { t, field, press, signIn, inside, readSecret } = handsOn(page, locale)
      await signIn(member)
      await inside()
      await page.goto(`${site.server.url}/settings/me`)
      await press('second-factor.set-up')
      await field('second-factor.password.current').fill(member.password)
      await press('second-factor.go-on')
      await page.getByRole('img', { name: t('second-factor.qr') }).waitFor()
      const secret = await readSecret()
      expect(await findAxeViolations(page)).toEqual([])
      await field('second-factor.totp').fill(codeOf(secret, -1))
      await page.keyboard.press('Enter')
      const list = page.getByRole('list', { name: t('second-factor.codes') })
      await list.waitFor()
      const codes = (await list.innerText()).split(/\s+/)
      expect(codes).toHaveLength(10)
      await press('second-factor.codes.kept')
      await page.getByText(t('second-factor.is-on'), { exact: true }).waitFor()
      expect(await findAxeViolations(page)).toEqual([])

      await context.clearCookies()
      await signIn(member)
      const code = field('second-factor.totp')
      await code.waitFor()
      expect(await code.getAttribute('autocomplete')).toBe('one-time-code')
      expect(await code.evaluate((input) => input === document.activeElement)).toBe(true)
      await page.keyboard.type('000000')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').getByText(t('error.second_factor.wrong')).waitFor()
      expect(await findAxeViolations(page)).toEqual([])
      await code.fill(fullWidth(codeOf(secret, 0)))
      await page.keyboard.press('Enter')
      await inside()

      await context.clearCookies()
      await signIn(member)
      await press('second-factor.use-recovery')
      await field('second-factor.recovery').fill(codes[3]!.toLowerCase())
      await page.keyboard.press('Enter')
      await inside()
      await page.goto(`${site.server.url}/settings/me`)
      await page.getByText(t('second-factor.left', { count: 9 })).waitFor()

      // The desk goes on by itself after the password changed under it.
      await press('second-factor.password.change')
      await field('second-factor.password.current').fill(member.password)
      await field('sign-in.password.new').fill('a whole new password')
      await press('second-factor.password.change')
      await page.getByText(t('second-factor.password.changed')).waitFor()
      await page.reload()
      await page.getByText(t('second-factor.left', { count: 9 })).waitFor()
      expect(problems).toEqual([])
      await context.close()
    },
  )

  test('where the workspace asks for it, signing in leads through setting it up', async () => {
    await site.server.admin.call(updateMe, { locale: 'ja' })
    const inBefore = await makeMember(
      site.server.services,
      site.server.workspaceId,
      'early@team.example',
      'agent',
    )
    const tab = await site.newPage({ locale: 'ja' })
    const hands = handsOn(tab.page, 'ja')
    await hands.signIn(inBefore)
    await hands.inside()
    await tab.page.getByText(hands.t('desk.live.in-sync')).first().waitFor()
    await site.server.admin.call(updateWorkspace, { secondFactorRequired: true })
    // Without a click: the stream ends, and whoever comes back is led to it.
    await tab.page.getByRole('heading', { name: hands.t('second-factor.enrol') }).waitFor()
    expect(await findAxeViolations(tab.page)).toEqual([])
    await hands.field('second-factor.password.current').fill(inBefore.password)
    await hands.press('second-factor.go-on')
    await hands.field('second-factor.totp').fill(codeOf(await hands.readSecret(), 0))
    await tab.page.keyboard.press('Enter')
    await hands.press('second-factor.codes.kept')
    await hands.inside()
    await tab.context.close()

    const member = await makeMember(
      site.server.services,
      site.server.workspaceId,
      'led-through@team.example',
      'viewer',
    )
    const { page, context, problems } = await site.newPage({ locale: 'ja', width: 390 })
    const { t, field, press, signIn, inside, readSecret } = handsOn(page, 'ja')
    await signIn(member)
    await page.getByRole('heading', { name: t('second-factor.enrol') }).waitFor()
    await page.getByRole('img', { name: t('second-factor.qr') }).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
    await field('second-factor.totp').fill(codeOf(await readSecret(), 0))
    await page.keyboard.press('Enter')
    await press('second-factor.codes.kept')
    await inside()
    expect(problems).toEqual([])
    await context.close()
  })
})
