import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openLive } from './live-stream.ts'

const soon = (look: () => void) => vi.waitFor(look, { timeout: 30_000 })

type Connection = { since: string; response: ServerResponse }
const connections: Connection[] = []
let status = 200

const server = createServer((request, response) => {
  response.writeHead(status, { 'content-type': 'text/event-stream' })
  if (status !== 200) return response.end()
  connections.push({ since: String(request.headers['last-event-id'] ?? ''), response })
  response.flushHeaders()
})

const realFetch = globalThis.fetch
let address = ''
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => realFetch(address + path, init))
})
afterAll(() => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
  for (const { response } of connections.splice(0)) response.destroy()
  status = 200
})

let count = 0
/** A tab of a browser; tabs with the same stream share one connection. */
const tab = (url: string, from = '') => {
  const heard: string[] = []
  const states: string[] = []
  let refused = 0
  const close = openLive(url, from, {
    onItem: (kind, body) => heard.push(`${kind} ${JSON.stringify(body)}`),
    onState: (state) => states.push(state),
    onRefused: () => {
      refused += 1
    },
  })
  open.push(close)
  return { heard, states, close, refused: () => refused }
}
const freshUrl = () => `/stream-${count++}`
const connected = (amount: number) => soon(() => expect(connections).toHaveLength(amount))
const frame = (id: string, kind: string, body = {}, number?: number) =>
  `${number ? `n: ${number}\n` : ''}id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(body)}\n\n`

test('the first connection begins where the page was read, so that nothing is read twice', async () => {
  const one = tab(freshUrl(), '1-20-5')
  await connected(1)
  expect(connections[0]!.since).toBe('1-20-5')
  connections[0]!.response.write(frame('1-20-5', 'resumed', {}, 1))
  await soon(() => expect(one.states).toEqual(['in-sync']))
  expect(one.heard).toEqual(['resumed {}'])
})

test('a frame that is missing is noticed by its number, not taken, and asked for again', async () => {
  const one = tab(freshUrl())
  await connected(1)
  const { response } = connections[0]!
  response.write(frame('1-1', 'resumed', {}, 1))
  response.write(frame('1-2', 'message.received', { text: 'two' }, 2))
  // What a proxy that loses a piece would leave.
  response.write(frame('1-4', 'message.received', { text: 'four' }, 4))
  await connected(2)
  expect(connections[1]!.since).toBe('1-2')
  expect(one.states).toEqual(['in-sync', 'catching-up'])
  connections[1]!.response.write(
    [
      frame('1-2', 'resumed', {}, 1),
      frame('1-3', 'message.received', { text: 'three' }, 2),
      frame('1-4', 'message.received', { text: 'four' }, 3),
    ].join(''),
  )
  await soon(() => expect(one.states).toEqual(['in-sync', 'catching-up', 'in-sync']))
  expect(one.heard.filter((item) => item.startsWith('message'))).toEqual([
    'message.received {"text":"two"}',
    'message.received {"text":"three"}',
    'message.received {"text":"four"}',
  ])
})

test('a frame that comes twice is not taken twice', async () => {
  const one = tab(freshUrl())
  await connected(1)
  const { response } = connections[0]!
  const twice = frame('1-2', 'message.received', {}, 2)
  response.write(frame('1-1', 'resumed', {}, 1) + twice + twice)
  await connected(2)
  expect(connections[1]!.since).toBe('1-2')
  expect(one.heard).toEqual(['resumed {}', 'message.received {}'])
})

test('silence carries the position on, also for the tab that takes over', async () => {
  const url = freshUrl()
  const first = tab(url)
  await connected(1)
  connections[0]!.response.write(frame('1-5-1', 'resumed'))
  await soon(() => expect(first.heard).toHaveLength(1))
  const second = tab(url, '1-5-1')
  await soon(() => expect(second.states).toEqual(['in-sync']))
  connections[0]!.response.write('id: 1-90-2\n\n')
  connections[0]!.response.write(frame('1-91-1', 'now'))
  await soon(() => expect(second.heard).toEqual(['now {}']))
  connections[0]!.response.write('id: 1-95-1\n\n')
  connections[0]!.response.write('event: now\ndata: {}\n\n')
  await soon(() => expect(second.heard).toHaveLength(2))
  first.close()
  await connected(2)
  expect(connections[1]!.since).toBe('1-95-1')
})

test('a tab that read its page before the others were told of something reads again', async () => {
  const url = freshUrl()
  const first = tab(url)
  await connected(1)
  connections[0]!.response.write(frame('1-50-3', 'resumed'))
  await soon(() => expect(first.heard).toHaveLength(1))
  const late = tab(url, '1-50-2')
  const even = tab(url, '1-50-3')
  const ahead = tab(url, '1-51-1')
  for (const one of [late, even, ahead]) await soon(() => expect(one.states.at(-1)).toBe('in-sync'))
  expect(late.heard).toEqual(['reset {}'])
  expect(even.heard).toEqual([])
  expect(ahead.heard).toEqual([])
})

test('what comes split in the middle of a letter arrives whole', async () => {
  const one = tab(freshUrl())
  await connected(1)
  const bytes = Buffer.from(frame('1-1', 'message.received', { text: '急須' }))
  connections[0]!.response.write(bytes.subarray(0, bytes.length - 8))
  connections[0]!.response.write(bytes.subarray(bytes.length - 8))
  await soon(() => expect(one.heard).toEqual(['message.received {"text":"急須"}']))
  expect(one.states).toEqual(['in-sync'])
})

test('a broken connection resumes from the last position', async () => {
  const one = tab(freshUrl())
  await connected(1)
  connections[0]!.response.write(frame('1-7', 'resumed'))
  await soon(() => expect(one.heard).toHaveLength(1))
  connections[0]!.response.destroy()
  await connected(2)
  expect(connections[1]!.since).toBe('1-7')
  expect(one.states).toEqual(['in-sync', 'catching-up'])
})

test('tabs share one connection, and the next takes over where the first stopped', async () => {
  const url = freshUrl()
  const first = tab(url)
  await connected(1)
  const second = tab(url, '1-3')
  connections[0]!.response.write(frame('1-3', 'conversation.assigned'))
  await soon(() => expect(second.heard).toEqual(['conversation.assigned {}']))
  await soon(() => expect(second.states.at(-1)).toBe('in-sync'))
  expect(connections).toHaveLength(1)
  first.close()
  await connected(2)
  expect(connections[1]!.since).toBe('1-3')
  connections[1]!.response.write(frame('1-4', 'conversation.resolved'))
  await soon(() => expect(second.heard).toHaveLength(2))
  expect(first.heard).toHaveLength(1)
})

test('a tab opened later learns state and position from the one that reads', async () => {
  const url = freshUrl()
  const first = tab(url)
  await connected(1)
  connections[0]!.response.write(frame('1-9', 'reset'))
  await soon(() => expect(first.heard).toHaveLength(1))
  const second = tab(url)
  await soon(() => expect(second.states).toEqual(['in-sync']))
  first.close()
  await connected(2)
  expect(connections[1]!.since).toBe('1-9')
})

test('a refusal is told, so that the desk can find out that it is signed out', async () => {
  status = 401
  const one = tab(freshUrl())
  await soon(() => expect(one.refused()).toBeGreaterThan(0))
  expect(one.heard).toEqual([])
})
