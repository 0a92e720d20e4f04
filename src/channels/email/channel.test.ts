import { readdirSync, readFileSync } from 'node:fs'
import { describeChannel } from '../channel-contract.ts'
import { channel } from './channel.ts'
import { codes } from './codes.ts'
import { startFakeSmtp } from './fakes/smtp-server.ts'
import type { EmailSettings } from './settings.ts'

const folder = new URL('./fixtures/', import.meta.url)
const entered = {
  address: 'help@shop.example',
  senderName: 'Shop',
  imap: { host: 'mail.shop.example', port: '993', tls: true, user: 'help', password: 'pass-1' },
  smtp: { host: 'mail.shop.example', port: 587, tls: true, user: '', password: 'pass-2' },
}

describeChannel<EmailSettings>(channel, {
  fixtures: Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]),
  ),
  settings: entered,
  codes,
  fake: async () => {
    const server = await startFakeSmtp()
    return {
      settings: channel.settings.parse({
        ...entered,
        smtp: { host: server.host, port: server.port, tls: false },
      }),
      arrange: {
        sent: () => server.behave({ kind: 'accept' }),
        retry: () =>
          server.behave({ kind: 'refuse', at: 'rcpt', code: 451, text: '4.7.1 Greylisted' }),
        failed: () => server.behave({ kind: 'refuse', at: 'data', code: 554, text: '5.7.1 No' }),
        unknown: () => server.behave({ kind: 'die-after-data' }),
      },
      taken: () => server.mails.length,
      stop: server.stop,
    }
  },
})
