import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { available, type FakeImap, startDovecot } from '../../channels/email/fakes/dovecot.ts'
import { systemContext } from '../../foundation/server/context.ts'
import {
  chromiumAvailable,
  chromiumMissing,
  openBrowser,
  signInAs,
} from '../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { createConnection } from '../../modules/connections/contract.ts'
import { storeReceipt } from '../../modules/connections/index.ts'
import { pagePolicy } from '../../modules/conversations/mail-page/write-page.ts'
import {
  conversationsOf,
  mailboxSettings,
  messagesOf,
} from '../../modules/conversations/testing.ts'
import { vectors } from './testing/hostile-mail/all-vectors.ts'
import { findOutside, findWrong, pressAll } from './testing/hostile-mail/find-wrong.ts'
import {
  guardBrowser,
  type Noticed,
  type Sheet,
  showSheets,
} from './testing/hostile-mail/guard-browser.ts'
import { bodyOf, senderOf, writeHostile } from './testing/hostile-mail/write-hostile.ts'

if (!chromiumAvailable) process.stderr.write(`hostile mail: ${chromiumMissing}\n`)

const perSender = 30
/** These come by IMAP, the others by the door behind it. */
const byImap = available() ? 30 : 0

type Message = { number: number; conversationId: string; html: string | null }

const nameOf = (number: string) => vectors[Number(number)]?.name ?? number
const names = (numbers: Iterable<string>) => [...numbers].map(nameOf).sort()

describe.skipIf(!chromiumAvailable)(`${vectors.length} hostile mails`, () => {
  let server: TestServer
  let imap: FakeImap | undefined
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let messages: Message[]
  /** Where the server was asked to go for pictures. */
  const asked: string[] = []

  beforeAll(async () => {
    ;[server, browser, imap] = await Promise.all([
      startTestServer(),
      openBrowser(),
      byImap ? startDovecot('secret') : undefined,
    ])
    server.services.outbound = {
      ...server.services.outbound,
      fetch: async (url) => {
        asked.push(url)
        return { status: 404, headers: {}, bytes: Buffer.alloc(0) }
      },
    }
    await receiveAll()
    messages = await readAll()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await imap?.stop()
  })

  const receiveAll = async () => {
    const { id } = await server.admin.call(createConnection, {
      channel: 'email',
      settings: mailboxSettings(
        imap ?? { host: '127.0.0.1', port: 1 },
        { host: '127.0.0.1', port: 1 },
        'secret',
      ),
    })
    const ctx = systemContext(server.services, server.workspaceId, 'test')
    if (imap)
      await waitFor('the mailbox to be watched', () =>
        server.services.db
          .selectFrom('connection')
          .select('id')
          .where('state', '=', 'ok')
          .where('id', '=', id)
          .executeTakeFirst(),
      )
    for (const [number, vector] of vectors.entries()) {
      const raw = writeHostile(vector, number, senderOf(number, perSender))
      if (number < byImap) await imap!.deliver(raw)
      else await storeReceipt(ctx, id, raw, `hostile:${number}`)
    }
  }

  const readAll = async () => {
    const senders = [...new Set(vectors.map((_, number) => senderOf(number, perSender)))]
    return waitFor(
      'all mails',
      async () => {
        const found: Message[] = []
        for (const sender of senders)
          for (const { id } of await conversationsOf(server.admin, sender))
            for (const { subject, html } of await messagesOf(server.admin, id))
              found.push({ number: Number(subject.slice(7)), conversationId: id, html })
        return found.length === vectors.length && found
      },
      100,
    )
  }

  const newContext = async (): Promise<{ context: BrowserContext; noticed: Noticed }> => {
    const { page, context } = await browser.newPage()
    await page.close()
    return { context, noticed: await guardBrowser(context, server.url) }
  }

  /** Each in a frame of a page that knows no policy, or under these headers in such a frame. */
  const showAll = async (
    sheets: { number: number; body: Buffer; charset?: string | undefined }[],
    headers: Record<string, string> = {},
    frame = '',
  ) => {
    const { context, noticed } = await newContext()
    for (let at = 0; at < sheets.length; at += 61) {
      const some: Sheet[] = sheets.slice(at, at + 61).map(({ number, body, charset }) => ({
        number,
        body,
        headers: { 'content-type': `text/html; charset=${charset ?? 'utf-8'}`, ...headers },
      }))
      await showSheets(context, some, frame)
    }
    await context.close()
    return noticed
  }

  const raw = () =>
    vectors.map((vector, number) => ({
      number,
      body: bodyOf(vector, number),
      charset: vector.charset,
    }))

  test('are alive: without any defence this browser runs or fetches most of what needs no click', async () => {
    const { scripts, requests } = await showAll(raw())
    const alive = new Set([...scripts, ...requests])
    process.stdout.write(`hostile mail: ${alive.size} of ${vectors.length} alive undefended\n`)
    expect(alive.size).toBeGreaterThan(150)
  }, 240_000)

  test('do nothing once they are cleaned, even where no policy holds', async () => {
    const cleaned = messages.map(({ number, html }) => ({ number, body: Buffer.from(html ?? '') }))
    const { scripts, requests } = await showAll(cleaned)
    expect({ scripts: names(scripts), requests: names(requests) }).toEqual({
      scripts: [],
      requests: [],
    })
  }, 240_000)

  test('do nothing in the frame of the desk, even where they are not cleaned', async () => {
    const headers = { 'content-security-policy': pagePolicy('bm9uY2U=') }
    const { scripts, requests } = await showAll(
      raw(),
      headers,
      'sandbox="allow-popups allow-popups-to-escape-sandbox"',
    )
    expect({ scripts: names(scripts), requests: names(requests) }).toEqual({
      scripts: [],
      requests: [],
    })
  }, 240_000)

  /** Shows every mail of a conversation as designed, with its pictures. */
  const openAll = async (page: Page, conversationId: string, count: number) => {
    await page.goto(`${server.url}/inbox/${conversationId}`)
    const log = page.getByRole('log')
    await log.getByRole('button', { name: 'Show as designed' }).first().waitFor()
    await pressAll(page, 'Show as designed')
    await expect.poll(() => log.locator('iframe').count(), { timeout: 60_000 }).toBe(count)
    await pressAll(page, 'Show pictures')
    await expect.poll(() => mailFrames(page).length, { timeout: 60_000 }).toBe(count)
    const frames = mailFrames(page)
    for (const frame of frames) await frame.waitForLoadState('load')
    return frames
  }

  const mailFrames = (page: Page) =>
    page.frames().filter((frame) => /\/messages\/[\w-]+\/mail\?/.test(frame.url()))

  test('do nothing at the desk, and leave nothing for its policy to refuse', async () => {
    const { context, noticed } = await newContext()
    await signInAs(context, server.url, server.admin)
    const page = await context.newPage()
    const wrong: string[] = []
    let shown = 0
    for (const conversationId of new Set(messages.map((message) => message.conversationId))) {
      const mine = messages.filter((one) => one.conversationId === conversationId && one.html)
      const frames = await openAll(page, conversationId, mine.length)
      for (const frame of frames) wrong.push(...(await findWrong(frame)))
      wrong.push(...(await findOutside(page)))
      shown += frames.length
    }
    const pages = context.pages().length
    await context.close()
    expect({ ...noticed, wrong, pages }).toEqual({
      scripts: new Set(),
      requests: new Set(),
      complaints: [],
      wrong: [],
      pages: 1,
    })
    process.stdout.write(`hostile mail: ${shown} shown at the desk\n`)
    expect(shown).toBeGreaterThan(200)
    // Asked for by the reader, fetched by us, and only from the web.
    expect(asked.filter((url) => !/^https?:\/\//.test(url))).toEqual([])
    expect(asked.length).toBeGreaterThan(0)
  }, 480_000)
})
