import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'

/** What has the focus: its tag, and its name or text. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    return element && element !== document.body
      ? `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 60) ?? ''}`
      : 'nothing'
  })

/** Somebody without a mouse. After each act something has the focus. */
export const createHands = (page: Page) => {
  const holds = async (act: string) => {
    await expect.poll(() => focused(page), { message: `focus after ${act}` }).not.toBe('nothing')
  }
  return {
    focused: () => focused(page),
    holds,
    press: async (...keys: string[]) => {
      for (const key of keys) {
        await page.keyboard.press(key)
        await holds(key)
      }
    },
    type: async (text: string) => {
      await page.keyboard.type(text)
      await holds(text)
    },
    /** Tabs on until this has the focus. */
    tabTo: async (what: RegExp, most = 40) => {
      for (let step = 0; step < most; step += 1) {
        if (what.test(await focused(page))) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`no way by Tab to ${what}; now at ${await focused(page)}`)
    },
  }
}

/** Keys of a Japanese input method: text under conversion, the Enter that ends it, what it became. */
export const createInputMethod = async (context: BrowserContext, page: Page) => {
  const devtools = await context.newCDPSession(page)
  const key = (type: 'rawKeyDown' | 'keyUp', name: string, modifiers: number) =>
    devtools.send('Input.dispatchKeyEvent', {
      type,
      key: name,
      windowsVirtualKeyCode: type === 'rawKeyDown' ? 229 : 13,
      modifiers,
    })
  return {
    compose: (text: string) =>
      devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      }),
    /** A key that the input method takes; `control` with Ctrl held. */
    press: async (name: string, control = false) => {
      await key('rawKeyDown', name, control ? 2 : 0)
      await key('keyUp', name, control ? 2 : 0)
    },
    commit: (text: string) => devtools.send('Input.insertText', { text }),
    /** Just after a conversion keys still belong to it. */
    rest: async () => {
      const ended = await page.evaluate(() => performance.now())
      await page.waitForFunction((then) => performance.now() > then + 100, ended)
    },
  }
}
