import { describe, expect, test } from 'vitest'
import { hasChromium } from './testing/browser.ts'
import { openChat, readLog, say, stored } from './testing/visit.ts'
import { prepareVisits, someone, until } from './testing/visits.ts'

const { begin } = prepareVisits()

describe.skipIf(!hasChromium)(
  'in Chromium (apt-get install chromium)',
  { timeout: 180_000 },
  () => {
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
  },
)
