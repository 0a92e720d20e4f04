import type { Page } from 'playwright-core'
import type { Words } from './words.ts'

/** Somebody of the team at the desk, who finds things by what they are called. */
export const agentAt = (page: Page, t: Words, url: string) => {
  const list = page.getByRole('region', { name: t('inbox.list'), exact: true })
  const log = page.getByRole('log', { name: t('conversation.messages') })
  const side = page.getByRole('complementary', { name: t('conversation.customer'), exact: true })
  const navigation = page.getByRole('navigation', { name: t('desk.navigation') })
  const replyField = page.getByRole('textbox', { name: t('composer.reply-field') })
  const target = page.getByRole('combobox', { name: t('composer.by') })
  const button = (id: string) => page.getByRole('button', { name: t(id), exact: true })
  return {
    page,
    list,
    log,
    side,
    sideHeading: (id: string) => side.getByRole('heading', { name: t(id), exact: true }),
    replyField,
    target,
    button,
    row: (text: string) => list.getByRole('link').filter({ hasText: text }),
    goTo: async (path: string) => {
      await page.goto(url + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
    },
    open: async (id: string) => {
      await navigation
        .getByRole('link', { name: t(id) })
        .first()
        .click()
    },
    /** Answers by the way that is chosen. */
    reply: async (text: string) => {
      await replyField.fill(text)
      await replyField.press('Control+Enter')
    },
    note: async (text: string) => {
      await button('composer.note').click()
      const field = page.getByRole('textbox', { name: t('composer.note-field') })
      await field.fill(text)
      await field.press('Control+Enter')
      await button('composer.reply').click()
    },
    /** Opens a list by its button and takes what is called so. */
    pick: async (opener: string, label: string, option: string) => {
      await page.getByRole('button', { name: opener }).first().click()
      const search = page.getByRole('combobox', { name: label })
      await search.fill(option)
      await page.getByRole('listbox', { name: label }).getByRole('option').first().click()
      await page.keyboard.press('Escape')
      await search.waitFor({ state: 'detached' })
    },
    liveState: (state: string) => page.getByRole('status').filter({ hasText: t(state) }),
  }
}

export type Agent = ReturnType<typeof agentAt>
