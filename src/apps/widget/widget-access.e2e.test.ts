import axe from 'axe-core'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './testing/browser.ts'
import { box, dialog, launcher, log, openChat, say } from './testing/visit.ts'
import { prepareVisits, someone, until } from './testing/visits.ts'

const { begin } = prepareVisits()

describe.skipIf(!hasChromium)(
  'in Chromium (apt-get install chromium)',
  { timeout: 180_000 },
  () => {
    test('Enter while an input method composes does not send', async () => {
      const { page, server, context } = await begin({ lang: 'ja' })
      await openChat(page)
      const keys = await context.newCDPSession(page)
      const compose = { text: 'にほん', selectionStart: 3, selectionEnd: 3 }
      await keys.send('Input.imeSetComposition', compose)
      for (const code of [13, 229]) {
        const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: code }
        await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
        await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
      }
      await keys.send('Input.insertText', { text: '日本' })
      // Safari ends the composition first and tells of its Enter afterwards.
      await box(page).evaluate((field) => {
        field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
        const enter = { key: 'Enter', bubbles: true, cancelable: true }
        field.dispatchEvent(new KeyboardEvent('keydown', enter))
      })
      expect(await box(page).inputValue()).toBe('日本')
      expect(await log(page).locator('.row').count()).toBe(0)
      await box(page).press('Shift+Enter')
      expect(await box(page).inputValue()).toBe('日本\n')
      await until(async () => {
        await box(page).press('Enter')
        expect(server.people[0]?.messages.map(({ text }) => text)).toEqual(['日本'])
      })
    })

    test('Escape closes, the focus goes back to the launcher, and the keys always reach something', async () => {
      const { page } = await begin()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await box(page).waitFor()
      const focused = () =>
        page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)
      await until(async () => expect(await focused()).toBe('TEXTAREA'))
      await page.keyboard.press('Escape')
      expect(await dialog(page).isVisible()).toBe(false)
      expect(await focused()).toBe('BUTTON')
      expect(await launcher(page).getAttribute('aria-expanded')).toBe('false')
      await page.keyboard.press('Enter')
      await say(page, 'Hello')
      await dialog(page).getByRole('button', { name: 'Not now' }).click()
      await until(async () => expect(await focused()).toBe('TEXTAREA'))
    })

    test('on a phone it takes the screen, and every target is large enough', async () => {
      const { page } = await begin({
        viewport: { width: 390, height: 700 },
        hasTouch: true,
        isMobile: true,
      })
      await launcher(page).tap()
      await box(page).waitFor()
      await say(page, 'Hello')
      await dialog(page).getByRole('button', { name: 'Not now' }).waitFor()
      expect(await dialog(page).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 })
      const targets = await dialog(page)
        .locator('button, input:not([hidden]), textarea')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()))
      expect(targets.length).toBeGreaterThan(5)
      for (const { width, height } of targets)
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(44)
    })

    test.each(
      (['ja', 'en'] as const).flatMap((lang) =>
        (['light', 'dark'] as const).map((colorScheme) => ({ lang, colorScheme })),
      ),
    )('axe finds nothing in $lang, $colorScheme', async ({ lang, colorScheme }) => {
      const options = { lang, colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const
      const { page, server } = await begin(options)
      const check = async (state: string) => {
        const { violations } = await page.evaluate((source) => {
          if (!('axe' in window)) new Function(source)()
          return (window as unknown as { axe: typeof axe }).axe.run()
        }, axe.source)
        expect(
          violations.map(({ id, nodes }) => [state, id, nodes.map(({ html }) => html)]),
        ).toEqual([])
      }
      await check('closed')
      await openChat(page)
      await check('new')
      await say(page, 'https://a.example/')
      const person = await someone({ server })
      server.write(person, 'Hello', [
        { id: crypto.randomUUID(), name: 'a.pdf', type: 'application/pdf', bytes: 1 },
      ])
      for (let number = 0; number < 10; number++) server.write(person, 'https://b.example/')
      await dialog(page).locator('form.card input').waitFor()
      await check('talking')
      await dialog(page).locator('form.card input').fill('a@b.example')
      await dialog(page).locator('form.card input').press('Enter')
      await dialog(page).locator('.card .small').waitFor()
      server.faults.down = true
      server.cutStreams()
      await say(page, 'unsent')
      await dialog(page).locator('.kept').waitFor()
      await dialog(page)
        .locator('input[type=file]')
        .setInputFiles({ name: 'b.txt', mimeType: 'text/plain', buffer: Buffer.from('b') })
      await box(page).press('Enter')
      await dialog(page).locator('.chips [role=alert]').waitFor()
      await check('offline')
    })
  },
)
