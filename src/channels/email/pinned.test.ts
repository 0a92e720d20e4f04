import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImap } from './imap.ts'
import { settings } from './settings.ts'
import { deliver } from './smtp.ts'

/** Every connection that came, by what was said first. */
const heard: string[] = []
const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.write('220 mail.shop.example ESMTP\r\n')
  socket.once('data', (data) => {
    heard.push(data.toString().split(/\s/)[0]!)
    socket.destroy()
  })
})
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => void server.close())

const nowhere = 'no-such-name.invalid'
const entered = () =>
  settings.parse({
    address: 'help@shop.example',
    imap: { host: nowhere, port, tls: 'none', user: 'help', password: 'secret' },
    smtp: { host: nowhere, port, tls: 'none' },
  })

test('mail goes to the address that was checked; the name is not asked again', async () => {
  const envelope = { from: 'help@shop.example', to: ['hanako@customer.example'] }
  const tools = { signal: AbortSignal.timeout(10_000), handingOver: async () => {} }
  const result = await deliver(entered(), '127.0.0.1', envelope, Buffer.from('x'), tools)
  expect(result.delivered).toBe(false)
  expect(heard).toEqual(['EHLO'])
})

test('a mailbox is looked into at the address that was checked, under its own name', () => {
  const client = openImap(entered(), '127.0.0.1')
  expect([client.host, client.servername]).toEqual(['127.0.0.1', nowhere])
})
