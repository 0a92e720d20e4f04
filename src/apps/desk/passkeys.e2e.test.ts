import { expect, test } from 'vitest'
import { findAxeViolations } from '../../foundation/testing/browser.ts'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'
import { makeMember } from '../../modules/members/testing.ts'
import { readWords } from '../../testing/words.ts'

describeInBrowser('passkeys', (site) => {
  test.each(['en', 'ja'] as const)(
    'are added in the profile and let one in without a password, in %s',
    async (locale) => {
      const t = readWords(locale)
      // An IP address has no passkeys.
      const url = site.server.services.publicUrl
      const email = `passkey-${locale}@team.example`
      const member = await makeMember(site.server.services, site.server.workspaceId, email, 'agent')
      const { page, context, problems } = await site.newPage({ locale })
      const devtools = await context.newCDPSession(page)
      await devtools.send('WebAuthn.enable')
      await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      })
      const press = (id: string) => page.getByRole('button', { name: t(id), exact: true }).click()
      const field = (id: string) => page.getByLabel(t(id), { exact: true })
      const inside = () => page.waitForURL('**/inbox**')

      await page.goto(`${url}/sign-in`)
      await field('sign-in.email').fill(email)
      await field('sign-in.password').fill(member.password)
      await page.keyboard.press('Enter')
      await inside()
      await page.goto(`${url}/settings/me`)
      await press('passkey.add')
      await field('second-factor.password.current').fill(member.password)
      await press('second-factor.go-on')
      await page.getByText(t('passkey.name', { number: 1 }), { exact: true }).waitFor()
      expect(await findAxeViolations(page)).toEqual([])

      await context.clearCookies()
      await page.goto(`${url}/sign-in`)
      await page.getByRole('button', { name: t('passkey.enter') }).waitFor()
      expect(await findAxeViolations(page)).toEqual([])
      await press('passkey.enter')
      await inside()

      await page.goto(`${url}/settings/me`)
      const made = t('passkey.name', { number: 1 })
      const name = `${made} 改`
      await page.getByRole('button', { name: t('passkey.rename_of', { name: made }) }).click()
      await page.getByRole('textbox', { name: t('passkey.rename_of', { name: made }) }).fill(name)
      await page.keyboard.press('Enter')
      await page.getByText(name, { exact: true }).waitFor()
      await page.getByRole('button', { name: t('passkey.remove_of', { name }) }).click()
      await page.getByText(name, { exact: true }).waitFor({ state: 'detached' })
      await context.clearCookies()
      await page.goto(`${url}/sign-in`)
      await press('passkey.enter')
      await page.getByRole('alert').getByText(t('error.passkey.refused')).waitFor()
      expect(problems).toEqual([])
      await context.close()
    },
  )
})
