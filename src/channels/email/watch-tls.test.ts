import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import type { WatchTools } from '../channel.ts'
import { settings } from './settings.ts'
import { watch } from './watch.ts'

describe('servers that are not what they should be', () => {
  let server: Server | undefined
  afterEach(() => {
    server?.close()
  })

  it('reports a TLS failure when the port speaks no TLS', async () => {
    server = createServer((socket) => {
      socket.on('error', () => {})
      socket.end('* OK plain text only\r\n')
    }).listen(0, '127.0.0.1')
    await waitFor('the port', async () => server?.listening === true)
    const { port } = server.address() as { port: number }
    const encrypted = settings.parse({
      address: 'help@shop.example',
      imap: { host: '127.0.0.1', port, tls: 'tls', user: 'help', password: 'correct horse' },
      smtp: { host: '127.0.0.1', port: 1, tls: false },
    })
    const reports: unknown[] = []
    const tools: WatchTools = {
      signal: new AbortController().signal,
      sign: (text) => text,
      guardHost: async (host) => host,
      fetch: () => Promise.reject(new Error('no network here')),
      token: () => Promise.reject(new Error('no token here')),
      log: () => {},
      readCursor: async () => undefined,
      saveCursor: async () => {},
      receiveAll: async () => ['stored'],
      report: async (state) => {
        reports.push(state)
      },
    }
    await expect(watch(encrypted, tools)).rejects.toMatchObject({ code: 'imap.tls' })
    expect(reports).toMatchObject([{ ok: false, code: 'imap.tls' }])
  })
})
