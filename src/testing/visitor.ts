import type { Page } from 'playwright-core'
import { waitFor } from '../foundation/testing/wait-for.ts'
import type { Words } from './words.ts'

/** The customer in front of the shop's page, with the chat in it. */
export const visitorAt = (page: Page, t: Words) => {
  const panel = page.getByRole('dialog')
  const field = panel.getByRole('textbox', { name: t('widget.write') })
  return {
    page,
    panel,
    field,
    browse: async (url: string) => {
      await page.goto(url)
      await page.locator('html[data-tracked]').waitFor()
    },
    openChat: async () => {
      await page.getByRole('button', { name: t('widget.launcher') }).click()
      await field.waitFor()
    },
    /** Types as a Japanese input method does: Enter first takes the words, and only the next one sends. */
    composeAndSend: async (text: string) => {
      await field.focus()
      const keys = await page.context().newCDPSession(page)
      const half = text.slice(0, Math.ceil(text.length / 2))
      const shown = { selectionStart: half.length, selectionEnd: half.length }
      await keys.send('Input.imeSetComposition', { text: half, ...shown })
      const enter = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 }
      await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
      await keys.send('Input.insertText', { text })
      await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
      await keys.detach()
      const composed = await field.inputValue()
      // Right after a composition an Enter still belongs to it: nobody is as fast as this test.
      await waitFor('the words to be sent', async () => {
        await field.press('Enter')
        return (await field.inputValue()) === ''
      })
      return composed
    },
    write: async (text: string) => {
      await field.fill(text)
      await field.press('Enter')
    },
    giveAddress: async (email: string) => {
      await panel.getByLabel(t('widget.email.label')).fill(email)
      await panel.getByRole('button', { name: t('widget.email.save'), exact: true }).click()
      await panel.getByText(t('widget.email.saved', { email })).waitFor()
    },
    prove: async (code: () => Promise<string>) => {
      await panel.getByRole('button', { name: t('widget.email.prove') }).click()
      const entry = panel.getByLabel(t('widget.code.label'))
      await entry.waitFor()
      await entry.fill(await code())
      await entry.press('Enter')
      await panel.getByText(t('widget.proved')).waitFor()
    },
    texts: () => panel.getByRole('log').locator('.text').allInnerTexts(),
  }
}

export type Visitor = ReturnType<typeof visitorAt>
