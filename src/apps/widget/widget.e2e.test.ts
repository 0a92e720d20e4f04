import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { hasChromium } from './testing/browser.ts'
import { connectionId, proofCode } from './testing/fake-server.ts'
import { box, dialog, launcher, log, openChat, readLog, say, stored } from './testing/visit.ts'
import { prepareVisits, someone, until } from './testing/visits.ts'

const { begin, folder } = prepareVisits()

test('the launcher is at most 1 KB and the whole widget at most 20 KB, compressed', () => {
  const size = (name: string) => gzipSync(readFileSync(join(folder(), name))).length
  expect(size('engawa.js')).toBeLessThanOrEqual(1000)
  expect(size('engawa.js') + size('app.js')).toBeLessThanOrEqual(20_000)
})

describe.skipIf(!hasChromium)(
  'in Chromium (apt-get install chromium)',
  { timeout: 180_000 },
  () => {
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
      expect(person.start).toMatchObject({
        anonymousId: 'analytics-id',
        locale: 'en',
        connectionId,
      })
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
        expect(person.messages[0]?.attachments).toMatchObject([
          { name: '領収書.pdf', bytes: 3000 },
        ]),
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
  },
)
