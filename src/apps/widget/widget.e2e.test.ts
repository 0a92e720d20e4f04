import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasChromium, launchBrowser } from './testing/browser.ts'
import { connectionId, proofCode } from './testing/fake-server.ts'
import {
  box,
  buildWidget,
  dialog,
  launcher,
  log,
  openChat,
  readLog,
  say,
  type Visit,
  visit,
} from './testing/visit.ts'

const until = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 10_000, interval: 25 })
const stored = (page: Page) =>
  page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])

let built: Awaited<ReturnType<typeof buildWidget>>
let browser: Browser
const visits: Visit[] = []

beforeAll(async () => {
  built = await buildWidget()
  if (hasChromium) browser = await launchBrowser()
}, 60_000)
afterEach(async () => {
  for (const one of visits.splice(0)) await one.end()
})
afterAll(async () => {
  await browser?.close()
  built?.remove()
})

const begin = async (options?: Parameters<typeof visit>[2]) => {
  const visited = await visit(browser, built.outDir, options)
  visits.push(visited)
  return { ...visited, page: await visited.openPage() }
}
/** The one visitor of the test, once there is one and the stream is open. */
const someone = ({ server }: Pick<Visit, 'server'>, streams = 1) =>
  until(() => {
    const person = server.people.at(-1)
    expect(person?.streams.size).toBeGreaterThanOrEqual(streams)
    return person!
  })

test('the launcher is at most 1 KB and the whole widget at most 20 KB, compressed', () => {
  const size = (name: string) => gzipSync(readFileSync(join(built.outDir, name))).length
  expect(size('engawa.js')).toBeLessThanOrEqual(1000)
  expect(size('engawa.js') + size('app.js')).toBeLessThanOrEqual(20_000)
})

describe.skipIf(!hasChromium)('in Chromium (apt-get install chromium)', { timeout: 40_000 }, () => {
  test('before a touch one file is fetched, and nothing is stored', async () => {
    const { page, server, context, violations } = await begin()
    await page.evaluate(() => window.Engawa?.('identify', { jwt: 'someone' }))
    await page.getByRole('button', { name: 'Buy' }).click()
    expect(server.requests.map(({ path }) => path)).toEqual(['/widget/engawa.js'])
    expect(await stored(page)).toEqual([])
    expect(await context.cookies()).toEqual([])
    expect(violations).toEqual([])
  })

  test('opening it sends and stores nothing of the visitor', async () => {
    const { page, server } = await begin()
    await openChat(page)
    await page.getByText('Welcome.').waitFor()
    expect(server.requests.map(({ path }) => path).sort()).toEqual([
      '/widget/app.js',
      '/widget/engawa.js',
      `/widget/v1/connections/${connectionId}`,
    ])
    expect(await stored(page)).toEqual([])
  })

  test('a visitor and the brand talk, on a page with a strict policy', async () => {
    const { page, server, violations } = await begin()
    await page.evaluate(() => {
      const user = () => ({ anonymousId: () => 'analytics-id' })
      Object.assign(window, { analytics: { user } })
    })
    await openChat(page)
    await say(page, 'Is the bowl still there?')
    await page.getByText('Sent').waitFor()
    const person = await someone({ server })
    expect(person.start).toMatchObject({ anonymousId: 'analytics-id', locale: 'en', connectionId })
    server.tellTyping(person)
    await page.getByText('縁側の茶 is writing…').waitFor()
    server.write(person, 'Yes, it is.')
    await page.getByText('Yes, it is.').waitFor()
    await page.getByText('縁側の茶 is writing…').waitFor({ state: 'detached' })
    expect(await readLog(page)).toEqual(['Is the bowl still there?', 'Yes, it is.'])
    expect(violations).toEqual([])
  })

  test('what the visitor types is told, now and then', async () => {
    const { page, server } = await begin()
    await openChat(page)
    await box(page).pressSequentially('Hello')
    expect(server.requests.some(({ path }) => path.endsWith('/typing'))).toBe(false)
    await box(page).press('Enter')
    await someone({ server })
    await box(page).pressSequentially('one more thing')
    await until(() =>
      expect(server.requests.filter(({ path }) => path.endsWith('/typing'))).toHaveLength(1),
    )
  })

  test('markup is text, and only web addresses become links', async () => {
    const { page, server } = await begin({ lang: 'ja' })
    await openChat(page)
    await say(page, 'こんにちは')
    const person = await someone({ server })
    server.write(
      person,
      '<img src=x onerror=alert(1)> javascript:alert(1) https://a.example/b?c=1をご覧ください (https://d.example).',
    )
    await page.getByText('onerror').waitFor()
    const links = await log(page)
      .getByRole('link')
      .evaluateAll((all) =>
        all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]),
      )
    const rel = 'noopener noreferrer nofollow'
    expect(links).toEqual([
      ['https://a.example/b?c=1', rel],
      ['https://d.example', rel],
    ])
    expect(await log(page).locator('img').count()).toBe(0)
  })

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

  test('what is written offline survives a reload and arrives once, in order', async () => {
    const { page, server } = await begin()
    await openChat(page)
    await say(page, 'zero')
    const person = await someone({ server })
    server.faults.down = true
    server.cutStreams()
    for (const text of ['one', 'two', 'three']) await say(page, text)
    await page.getByText('Not sent yet.').first().waitFor()
    server.faults.down = false
    // The brand's page comes back with the three still unsent, and sends them without a touch.
    await page.reload()
    await until(() =>
      expect(person.messages.map(({ text }) => text)).toEqual(['zero', 'one', 'two', 'three']),
    )
    await openChat(page)
    await until(async () => expect(await readLog(page)).toEqual(['zero', 'one', 'two', 'three']))
    await until(async () =>
      expect((await stored(page)).filter((key) => key.includes(':out:'))).toEqual([]),
    )
  })

  test('an answer that got lost makes no second message', async () => {
    const { page, server } = await begin()
    await openChat(page)
    server.faults.lostAnswers = 2
    server.faults.unreadable = true
    await say(page, 'once')
    const isSend = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === '/widget/v1/messages'
    await until(() => expect(server.requests.filter(isSend).length).toBeGreaterThanOrEqual(3))
    server.faults.unreadable = false
    await page.getByText('Sent', { exact: true }).waitFor()
    expect(server.people).toHaveLength(1)
    expect(server.people[0]!.messages.map(({ text }) => text)).toEqual(['once'])
    expect(await readLog(page)).toEqual(['once'])
  })

  test('a message that is seen in the thread is not sent again', async () => {
    const { page, server } = await begin()
    await openChat(page)
    server.faults.lostAnswers = 100
    await say(page, 'once')
    await page.getByText('Sent', { exact: true }).waitFor()
    expect(await readLog(page)).toEqual(['once'])
    expect((await stored(page)).filter((key) => key.includes(':out:'))).toEqual([])
  })

  test('after a broken stream nothing is missing and nothing is twice', async () => {
    const { page, server } = await begin()
    await openChat(page)
    await say(page, 'Hello')
    const person = await someone({ server })
    const expected = ['Hello']
    for (const round of [1, 2, 3]) {
      server.write(person, `before ${round}`)
      server.cutStreams()
      server.write(person, `meanwhile ${round}`)
      expected.push(`before ${round}`, `meanwhile ${round}`)
      await until(async () => expect(await readLog(page)).toEqual(expected))
      await someone({ server })
    }
    server.faults.reset = true
    server.cutStreams()
    server.write(person, 'while it was reset')
    await until(async () =>
      expect(await readLog(page)).toEqual([...expected, 'while it was reset']),
    )
  })

  test('a long thread opens at its end, and the rest comes on request', async () => {
    const { page, server, openPage } = await begin()
    await openChat(page)
    await say(page, 'first')
    const person = await someone({ server })
    await page.close()
    for (let number = 1; number <= 120; number++) server.write(person, `line ${number}`)
    const later = await openPage()
    await openChat(later)
    await later.getByText('line 120', { exact: true }).waitFor()
    expect(await later.getByText('line 120', { exact: true }).isVisible()).toBe(true)
    const earlier = later.getByRole('button', { name: 'Show earlier messages' })
    await earlier.click()
    await later.getByText('line 40', { exact: true }).waitFor()
    await earlier.click()
    await until(async () => expect(await readLog(later)).toHaveLength(121))
  })

  test('a token that is not known any more is replaced, and what was unsent is sent', async () => {
    const { page, server } = await begin()
    await openChat(page)
    await say(page, 'as the first visitor')
    await someone({ server })
    server.faults.forgetTokens = true
    await say(page, 'as the second one')
    await until(() =>
      expect(server.people.map(({ messages }) => messages.map(({ text }) => text))).toEqual([
        ['as the first visitor'],
        ['as the second one'],
      ]),
    )
    await until(async () => expect(await readLog(page)).toEqual(['as the second one']))
  })

  test('two tabs of one visitor write as one and see the same', async () => {
    const { page, server, openPage } = await begin()
    const other = await openPage()
    await openChat(page)
    await openChat(other)
    await Promise.all([say(page, 'from one'), say(other, 'from the other')])
    await until(() => expect(server.people[0]?.messages).toHaveLength(2))
    expect(server.people).toHaveLength(1)
    for (const tab of [page, other])
      await until(async () =>
        expect((await readLog(tab)).sort()).toEqual(['from one', 'from the other']),
      )
  })

  test('who wrote earlier is told of an answer on any page, before a touch', async () => {
    const { page, server, openPage } = await begin()
    await openChat(page)
    await say(page, 'Hello')
    const person = await someone({ server })
    await page.close()
    server.write(person, 'Hello, how are you?')
    const next = await openPage()
    await until(async () =>
      expect(await launcher(next).getAttribute('aria-label')).toBe('Chat, new messages: 1'),
    )
    await openChat(next)
    await until(async () => expect(await launcher(next).getAttribute('aria-label')).toBe('Chat'))
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

  test('an e-mail address is asked for after the first message, and can be proved', async () => {
    const { page, server } = await begin()
    await openChat(page)
    await page.getByText('Welcome.').waitFor()
    expect(await dialog(page).getByLabel('E-mail address').count()).toBe(0)
    await say(page, 'Hello')
    const field = dialog(page).getByLabel('E-mail address (optional)')
    await field.fill('not an address')
    await field.press('Enter')
    await page.getByText('Please check the e-mail address.').waitFor()
    await field.fill('misaki@example.com')
    await field.press('Enter')
    await page.getByText('We can also reach you at misaki@example.com.').waitFor()
    expect(server.people[0]!.visitor.claimedEmail).toBe('misaki@example.com')
    await page.getByRole('button', { name: 'Confirm the address' }).click()
    const code = page.getByLabel('Six-digit code')
    await code.fill('０００ ０００')
    await code.press('Enter')
    await page.getByText('That code is not right.').waitFor()
    await code.fill(proofCode)
    await code.press('Enter')
    await page.getByText('Your address is confirmed.').waitFor()
    await until(async () => expect(await readLog(page)).toEqual(['from another device', 'Hello']))
  })

  test('who is signed in on the page is said when the visitor opens the chat', async () => {
    const { page, server } = await begin()
    await page.evaluate(() => window.Engawa?.('identify', { jwt: 'someone' }))
    await openChat(page)
    const person = await someone({ server })
    expect(person.start.jwt).toBe('someone')
    await page.evaluate(() => {
      window.Engawa?.('on', 'error', (facts: unknown) => Object.assign(window, { facts }))
      window.Engawa?.('identify', { jwt: 'bad' })
    })
    await page.waitForFunction(() => 'facts' in window)
    expect(await page.evaluate(() => (window as { facts?: unknown }).facts)).toEqual({
      code: 'identify.refused',
    })
  })

  test('a message goes out even when the page names someone wrongly', async () => {
    const { page, server } = await begin()
    await page.evaluate(() => window.Engawa?.('identify', { jwt: 'bad' }))
    await openChat(page)
    await say(page, 'Hello')
    await until(() => expect(server.people[0]?.messages).toHaveLength(1))
  })

  test('files go with the message, and not before', async () => {
    const { page, server } = await begin()
    await openChat(page)
    const pick = dialog(page).locator('input[type=file]')
    await pick.setInputFiles([
      { name: '領収書.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3000, 'a') },
      { name: 'huge.bin', mimeType: '', buffer: Buffer.alloc(10 * 1024 * 1024 + 1) },
    ])
    await page.getByText('huge.bin is larger than 10 MB.').waitFor()
    expect(server.people).toEqual([])
    await say(page, 'The receipt')
    const person = await someone({ server })
    await until(() =>
      expect(person.messages[0]?.attachments).toMatchObject([{ name: '領収書.pdf', bytes: 3000 }]),
    )
    const download = page.waitForEvent('download')
    await log(page).getByRole('button', { name: 'Download 領収書.pdf, 3 KB' }).click()
    expect((await download).suggestedFilename()).toBe('領収書.pdf')
  })

  test('the page can drive the widget and hear from it', async () => {
    const { page, server } = await begin()
    await page.evaluate(() => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      for (const news of ['open', 'close', 'message'])
        window.Engawa?.('on', news, (message?: { text: string }) =>
          heard.push(message?.text ?? news),
        )
      window.Engawa?.('setLocale', 'ja')
      window.Engawa?.('open')
    })
    await page.getByText('いらっしゃいませ').waitFor()
    await say(page, 'Hello')
    server.write(await someone({ server }), 'はい')
    await page.getByText('はい').waitFor()
    await page.evaluate(() => window.Engawa?.('close'))
    expect(await page.evaluate(() => (window as { heard?: unknown[] }).heard)).toEqual([
      'open',
      'はい',
      'close',
    ])
    await page.evaluate(() => window.Engawa?.('shutdown'))
    expect(await stored(page)).toEqual([])
    await openChat(page)
    expect(await readLog(page)).toEqual([])
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
      expect(violations.map(({ id, nodes }) => [state, id, nodes.map(({ html }) => html)])).toEqual(
        [],
      )
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
})
