import type { Agent } from './agent.ts'
import type { Stage } from './stage.ts'
import type { Words } from './words.ts'

/** Tries the page of the first visit with a code. */
export const fillSetUp =
  (page: Agent['page'], t: Words, password: string) => async (code: string) => {
    const field = (id: string) => page.getByLabel(t(id), { exact: true })
    await field('set-up.workspace').fill('縁側の茶')
    await field('sign-in.name').fill('田中 花')
    await field('sign-in.email').fill('tanaka@shop.example')
    await field('sign-in.password').fill(password)
    await field('set-up.code').fill(code)
    await page.getByRole('button', { name: t('set-up.make') }).click()
  }

const choose = (page: Agent['page'], t: Words, channel: string) =>
  page.getByRole('link', { name: t('connection.add.channel', { channel: t(channel) }) }).click()

/** From the list of connections; gives the id that the shop's pages carry. */
export const connectChat = async ({ page, button }: Agent, t: Words) => {
  await choose(page, t, 'channel.web-chat.name')
  await button('connection.add.action').click()
  await page.getByRole('heading', { name: t('connection.embed') }).waitFor()
  return page.url().split('/').at(-1)!
}

/** With a wrong password first, which the test finds. */
export const connectMailbox = async (admin: Agent, t: Words, { imap, smtp }: Stage) => {
  const { page, button } = admin
  const field = (id: string) => page.getByLabel(t(`channel.email.${id}`))
  await admin.goTo('/settings/connections')
  await choose(page, t, 'channel.email.name')
  await field('address').fill('help@shop.example')
  for (const [name, { host, port }] of Object.entries({ imap, smtp })) {
    await field(`${name}.host`).fill(host)
    await field(`${name}.port`).fill(String(port))
    await page.getByRole('switch', { name: t(`channel.email.${name}.tls`) }).click()
  }
  await field('imap.user').fill('help')
  await field('imap.password').fill('not the password')
  await button('connection.test').click()
  await page.getByText(t('channel.email.error.imap.auth_failed')).first().waitFor()
  await field('imap.password').fill('mailbox password')
  await button('connection.test').click()
  await page.getByText(t('connection.test.ok')).waitFor()
  await button('connection.add.action').click()
  await page.getByText(t('connection.state.ok')).waitFor()
}

/** Gives the write key. */
export const addSource = async (admin: Agent, t: Words, name: string) => {
  const { page, button } = admin
  await admin.goTo('/settings/sources')
  await button('source.add').click()
  await page.getByRole('dialog').getByLabel(t('source.name')).fill(name)
  await button('source.add.action').click()
  const shown = page.getByRole('region', { name: t('source.write_key'), exact: true }).last()
  return (await shown.innerText()).trim()
}

/** Gives the path of the link. */
export const invite = async (admin: Agent, t: Words, email: string) => {
  const { page, button } = admin
  await admin.goTo('/settings/members')
  await button('member.invite').click()
  await page.getByRole('dialog').getByLabel(t('member.email')).fill(email)
  await button('member.invite.action').click()
  const link = page.getByRole('region', { name: t('member.invite.link') })
  return new URL((await link.innerText()).trim()).pathname
}
