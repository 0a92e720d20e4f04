import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { available } from './channels/email/fakes/dovecot.ts'
import { chromiumAvailable, chromiumMissing } from './foundation/testing/browser.ts'
import { type Caller, createCaller } from './foundation/testing/caller.ts'
import { waitFor } from './foundation/testing/wait-for.ts'
import * as conversations from './modules/conversations/contract.ts'
import * as customers from './modules/customers/contract.ts'
import * as members from './modules/members/contract.ts'
import { setupCode } from './modules/members/index.ts'
import { duration } from './modules/reports/desk/duration.ts'
import { addSource, connectChat, connectMailbox, fillSetUp, invite } from './testing/admin.ts'
import { type Agent, agentAt } from './testing/agent.ts'
import { lines } from './testing/lines.ts'
import { openPost, type Post } from './testing/post.ts'
import { openTeaShop, type TeaShop } from './testing/shop.ts'
import { openStage, type Stage } from './testing/stage.ts'
import { type Visitor, visitorAt } from './testing/visitor.ts'
import { readWords } from './testing/words.ts'

const missing = !chromiumAvailable
  ? chromiumMissing
  : available()
    ? ''
    : 'skipped: needs the system package "dovecot-imapd"'
if (missing) process.stderr.write(`the story: ${missing}\n`)

const password = 'a few easy words'

describe.skipIf(missing).each(['ja', 'en'] as const)('the story in %s', (locale) => {
  const say = lines[locale]
  const t = readWords(locale)
  const address = 'misaki@customer.example'
  let stage: Stage
  let shop: TeaShop
  let script: Caller
  let tanaka: Agent
  let suzuki: Agent
  let visitor: Visitor
  let post: Post
  let conversationId = ''

  beforeAll(async () => {
    stage = await openStage(locale)
    post = openPost(address, say.name, stage)
  })
  afterAll(async () => {
    post?.close()
    await shop?.stop()
    await stage?.close()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.shootAll('failed')
  })

  const messages = async () =>
    (await script.call(conversations.listMessages, { id: conversationId, limit: 200 })).data
  const readLog = async ({ log }: Agent) => {
    const shown = (await log.innerText()).split('\n').map((line) => line.trim())
    const known = new Set(
      (await messages()).map(({ text, newTextLength }) => text.slice(0, newTextLength).trim()),
    )
    return shown.filter((line) => known.has(line))
  }

  test('the first visit needs the code, makes the first admin, and starts empty', async () => {
    const { page, context } = await stage.newPage()
    await page.goto(stage.server.url)
    await page.getByRole('heading', { name: t('set-up.title') }).waitFor()
    const enter = fillSetUp(page, t, password)
    await enter('WRONG-CODES')
    await page.getByText(t('error.setup.wrong_code')).waitFor()
    await enter((await setupCode(stage.server.services))!)
    await page.getByRole('heading', { name: t('welcome.title') }).waitFor()
    await stage.shoot(page, '01-welcome')
    await page.getByRole('button', { name: t('welcome.empty.start') }).click()
    tanaka = agentAt(page, t, stage.server.url)
    await page.getByText(t('inbox.none')).waitFor()
    await stage.shoot(page, '02-empty')
    const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`)
    script = createCaller(stage.server.url, { cookie: cookies.join('; ') })
  })

  test('the admin connects a chat, a mailbox and the shop, and invites a colleague', async () => {
    await tanaka.page.getByRole('link', { name: t('inbox.connect') }).click()
    const chatId = await connectChat(tanaka, t)
    await connectMailbox(tanaka, t, stage)
    await stage.shoot(tanaka.page, '03-mailbox')
    const writeKey = await addSource(tanaka, t, '縁側の茶')
    shop = await openTeaShop(stage.server.url, chatId, writeKey)
    const path = await invite(tanaka, t, 'suzuki@shop.example')
    const { page } = await stage.newPage()
    suzuki = agentAt(page, t, stage.server.url)
    await suzuki.goTo(path)
    await page.getByLabel(t('sign-in.name')).fill('鈴木 一郎')
    await page.getByLabel(t('sign-in.password.new'), { exact: true }).fill(password)
    await suzuki.button('invitation.accept').click()
    await page.waitForURL('**/inbox')
    await script.call(members.createTeam, { name: '発送 Shipping' })
  })

  test('a visitor browses, buys, opens the chat, writes with an input method and gives an address', async () => {
    await tanaka.goTo('/inbox')
    const { page } = await stage.newPage({ width: 1000 })
    visitor = visitorAt(page, t)
    for (const path of ['/', '/tea', '/cart'])
      await visitor.browse(`${shop.url}${path}?lang=${locale}`)
    await page.getByRole('button', { name: 'Buy' }).click()
    await page.getByText('Thank you').waitFor()
    await visitor.openChat()
    expect(await visitor.composeAndSend(say.ask)).toBe(say.ask)
    await visitor.panel.getByText(t('widget.state.sent')).waitFor()
    expect(await visitor.texts()).toEqual([say.ask])
    await visitor.giveAddress(address)
    await stage.shoot(page, '04-widget')
    await tanaka.row(say.ask).waitFor()
  })

  test('the desk shows one customer, unverified, with pages, order and chat on one timeline', async () => {
    await tanaka.row(say.ask).click()
    await tanaka.log.getByText(say.ask).waitFor()
    conversationId = tanaka.page.url().split('/').at(-1)!
    await tanaka.log.getByText(t('trust.claimed'), { exact: true }).waitFor()
    await tanaka.page.getByText(t('composer.unverified', { address })).waitFor()
    await tanaka.sideHeading('customer.claimed').waitFor()
    const timeline = tanaka.side.getByRole('region', { name: t('timeline.title') })
    await timeline.getByText(t('timeline.order.placed')).first().waitFor()
    await timeline.getByText('¥1,620').or(timeline.getByText('￥1,620')).first().waitFor()
    await timeline.getByText(t('timeline.page', { title: 'Tea /cart' })).waitFor()
    await timeline.getByText(t('customer.unverified'), { exact: true }).first().waitFor()
    await stage.shoot(tanaka.page, '05-conversation')
    const known = await script.call(customers.listCustomers, {})
    expect(known.data).toHaveLength(1)
  })

  test('two agents see each other looking and writing, and the customer writing', async () => {
    await suzuki.row(say.ask).click()
    await tanaka.page.getByText(t('presence.viewing', { names: '鈴木 一郎' })).waitFor()
    await suzuki.page.getByText(t('presence.viewing', { names: '田中 花' })).waitFor()
    await suzuki.replyField.pressSequentially('…')
    await tanaka.page
      .getByText(t('composer.colleague-writing', { names: '鈴木 一郎' }), { exact: true })
      .waitFor()
    await visitor.panel.getByText(t('widget.typing', { brand: '縁側の茶' })).waitFor()
    await suzuki.replyField.fill('')
    await visitor.field.pressSequentially('…')
    await tanaka.page.getByText(t('presence.customer-writing')).waitFor()
    await stage.shoot(tanaka.page, '06-presence')
    await visitor.field.fill('')
  })

  test('an answer by chat is in the widget at once, and on the colleague’s screen', async () => {
    await tanaka.reply(say.chat)
    await visitor.panel.getByText(say.chat).waitFor()
    await suzuki.log.getByText(say.chat).waitFor()
    expect(await visitor.texts()).toEqual([say.ask, say.chat])
  })

  test('the same person’s mail joins the conversation and the customer, and says why', async () => {
    await post.send({ subject: say.subject, text: say.mail })
    await tanaka.log.getByText(say.mail).waitFor()
    await tanaka.log.getByText(t('join.recent')).waitFor()
    await tanaka.sideHeading('customer.verified').waitFor()
    const [customer, ...others] = (await script.call(customers.listCustomers, {})).data
    expect(others).toEqual([])
    expect(customer).toMatchObject({ name: say.name, shown: address })
    await tanaka.log.getByText(t('trust.claimed'), { exact: true }).waitFor()
    const timeline = await script.call(customers.listTimeline, { id: customer!.id, limit: 200 })
    const kinds = timeline.data.map(({ kind, channel }) =>
      [kind, channel].filter(Boolean).join(' '),
    )
    for (const kind of ['page', 'order.placed', 'message web-chat', 'message email'])
      expect(kinds, kind).toContain(kind)
    await stage.shoot(tanaka.page, '07-mail')
  })

  test('an answer by mail is threaded, quotes no chat, and what is answered to it comes back here', async () => {
    const chosen = suzuki.target.locator('option:checked')
    await waitFor('the mail as the default way', async () =>
      (await chosen.innerText()).includes(t('channel.email.name')),
    )
    await suzuki.reply(say.answer)
    const mail = await post.receive(say.answer)
    const asked = (await messages()).find(({ text }) => text.startsWith(say.mail))!
    const raw = await tanaka.page.request.get(`${stage.server.url}/api/v1/messages/${asked.id}/raw`)
    const askedId = /^Message-ID: (<.*>)/im.exec(await raw.text())![1]!
    expect(mail.raw).toContain(`In-Reply-To: ${askedId}`)
    expect(mail.references).toContain(askedId)
    expect(mail.text).toContain(`> ${say.mail}`)
    for (const words of [say.ask, say.chat]) expect(mail.text).not.toContain(words)
    await tanaka.log.getByText(say.answer).waitFor()
    await post.send({ subject: `Re: ${say.subject}`, text: say.thanks, answers: mail.providerId })
    await tanaka.log.getByText(say.thanks).waitFor()
    expect(await visitor.texts()).toEqual([say.ask, say.chat])
    await stage.shoot(suzuki.page, '08-answered')
  })

  test('after a time without a connection nothing is missing and nothing is twice', async () => {
    await suzuki.page.context().setOffline(true)
    await suzuki.liveState('desk.live.offline').first().waitFor()
    for (const text of say.meanwhile) {
      await visitor.write(text)
      await tanaka.log.getByText(text, { exact: true }).waitFor()
    }
    for (const text of say.colleague) {
      await tanaka.reply(text)
      await visitor.panel.getByText(text, { exact: true }).waitFor()
    }
    await stage.shoot(suzuki.page, '09-offline')
    await suzuki.page.context().setOffline(false)
    await suzuki.log.getByText(say.colleague[1]!, { exact: true }).waitFor()
    const all = (await messages()).map(({ text, newTextLength }) =>
      text.slice(0, newTextLength).trim(),
    )
    await waitFor('the same on both screens', async () => {
      const shown = [await readLog(suzuki), await readLog(tanaka)]
      return shown.every((texts) => JSON.stringify(texts) === JSON.stringify(all))
    })
    await suzuki.liveState('desk.live.in-sync').first().waitFor()
  })

  test('resolve, reopen by a message, assign, label and note show on both screens', async () => {
    await tanaka.button('conversation.resolve').click()
    await suzuki.button('conversation.reopen').waitFor()
    await visitor.write(say.again)
    await suzuki.button('conversation.resolve').waitFor()
    await suzuki.log.getByText(say.again).waitFor()
    await tanaka.goTo(`/inbox/${conversationId}`)
    const nobody = t('assign.to', { name: t('assign.nobody') })
    await tanaka.pick(nobody, t('assign.pick'), '鈴木 一郎')
    await suzuki.page.getByRole('button', { name: t('assign.to', { name: '鈴木 一郎' }) }).waitFor()
    const noTeam = t('assign.team', { name: t('assign.no-team') })
    await tanaka.pick(noTeam, t('assign.pick-team'), '発送 Shipping')
    await suzuki.page
      .getByRole('button', { name: t('assign.team', { name: '発送 Shipping' }) })
      .waitFor()
    await tanaka.pick(t('labels.change'), t('labels.pick'), say.label)
    await suzuki.row(say.label).waitFor()
    await suzuki.note(say.note)
    await tanaka.log.getByText(say.note).waitFor()
    await tanaka.log.getByText(t('note.only-team')).first().waitFor()
    await stage.shoot(tanaka.page, '10-worked')
    expect(await visitor.texts()).not.toContain(say.note)
  })

  test('who proves the address sees their mail in the chat, and is unverified no more', async () => {
    await visitor.prove(() => post.receiveCode())
    await visitor.panel.getByText(say.answer).waitFor()
    await stage.shoot(visitor.page, '11-proved')
    await tanaka.log
      .getByText(t('trust.claimed'), { exact: true })
      .first()
      .waitFor({ state: 'detached' })
  })

  test('the dashboard’s figures are those of a count by hand', async () => {
    const other = openPost('emma@customer.example', 'Emma Berg', stage)
    await other.send({ subject: 'Hello', text: 'unanswered' })
    other.close()
    await tanaka.goTo('/inbox')
    await tanaka.row('unanswered').waitFor()
    const all = await messages()
    const first = all.find(({ direction }) => direction === 'in')!
    const reply = all.find(({ direction, kind }) => direction === 'out' && kind === 'message')!
    const seconds = (Date.parse(reply.createdAt) - Date.parse(first.createdAt)) / 1000
    await tanaka.open('desk.dashboard')
    const figure = (id: string, value: string) =>
      tanaka.page.getByRole('link', {
        name: t('dashboard.figure.open', { name: t(`dashboard.figure.${id}`), value }),
      })
    await figure('conversations-by-day.count', '2').waitFor()
    await figure('first-reply-time.count', '1').waitFor()
    await figure('first-reply-time.medianSeconds', duration(locale, seconds)).waitFor()
    await figure('first-reply-time.p90Seconds', duration(locale, seconds)).waitFor()
    await stage.shoot(tanaka.page, '12-dashboard')
    await tanaka.page
      .getByRole('button', { name: t('dashboard.as_table') })
      .first()
      .click()
    const report = tanaka.page.getByRole('region', {
      name: t('report.conversations-by-day.title'),
      exact: true,
    })
    const table = report.getByRole('table').first()
    await table.waitFor()
    const rows = await table.getByRole('row').allInnerTexts()
    const counts = rows.slice(1).map((row) => row.split('\t').slice(1))
    expect(counts.sort()).toEqual(
      [
        [t('channel.email.name'), '1'],
        [t('channel.web-chat.name'), '1'],
      ].sort(),
    )
  })

  test('no page broke a rule or failed on the way', () => {
    expect(stage.problems()).toEqual([])
    expect(shop.problems).toEqual([])
  })
})
