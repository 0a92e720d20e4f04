import { expect, test } from 'vitest'
import { describeInBrowser } from '../../foundation/testing/describe-in-browser.ts'

describeInBrowser('the settings', (site) => {
  const { visit } = site

  test('a mailbox that cannot be reached says so when it is tested, and can be saved and removed', async () => {
    const { page, context } = await visit('/settings/connections/new/email')
    await page.getByLabel('E-mail address').fill('desk@shop.example')
    await page.getByLabel('Incoming mail server (IMAP)').fill('127.0.0.1')
    await page.getByLabel('Port for incoming mail').fill('1')
    await page.getByLabel('User name for incoming mail').fill('desk')
    await page.getByRole('textbox', { name: 'Password for incoming mail' }).fill('secret')
    await page.getByLabel('Outgoing mail server (SMTP)').fill('127.0.0.1')
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('cannot be reached').first().waitFor()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('heading', { name: 'desk@shop.example' }).waitFor()
    await page.getByText('Not working').waitFor()
    await page.getByLabel('Name', { exact: false }).first().fill('Front desk')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Front desk' }).waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.waitForURL('**/settings/connections')
    await context.close()
  })

  test('an API key is shown once, and an invitation gives a link that opens', async () => {
    const { page, context } = await visit('/settings/api-keys')
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Nightly')
    await page.getByLabel('conversation.read').check()
    await page.getByRole('button', { name: 'Make the key' }).click()
    const key = await page.getByRole('dialog').locator('pre').textContent()
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByRole('cell', { name: 'Nightly …' }).waitFor()
    expect(await page.content()).not.toContain(key)
    const headers = { authorization: `Bearer ${key}` }
    expect((await fetch(`${site.server.url}/api/v1/conversations`, { headers })).status).toBe(200)
    expect((await fetch(`${site.server.url}/api/v1/members`, { headers })).status).toBe(403)

    await page.goto(`${site.server.url}/settings/members`)
    await page.getByRole('button', { name: 'Invite a member' }).click()
    await page.getByLabel('E-mail address').fill('new@team.example')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    const link = await page.getByRole('dialog').locator('pre').textContent()
    await page.goto(site.server.url + new URL(link!).pathname)
    await page.getByRole('heading', { name: /^Join / }).waitFor()
    await context.close()
  })

  test('a member who only watches finds no settings to change', async () => {
    const viewer = await site.server.as('viewer')
    const { page, context } = await visit('/settings/labels', { as: viewer })
    await page.getByRole('heading', { name: 'Labels' }).waitFor()
    expect(await page.getByRole('button', { name: 'Add a label' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Workspace' }).count()).toBe(0)
    await context.close()
  })
})
