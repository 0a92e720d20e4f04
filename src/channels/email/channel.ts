import { defineChannel } from '../channel.ts'
import { domainOf } from './own.ts'
import { type EmailSettings, form, settings } from './settings.ts'

/** Mail in by IMAP, mail out by SMTP. The libraries for it are large, so they are loaded when they are first needed. */
export const channel = defineChannel<EmailSettings>({
  key: 'email',
  settings,
  form,
  can: { text: 100_000, subject: true, attachments: true, html: true },
  address: ({ address }) => address,
  test: async (...given) => (await import('./test-settings.ts')).testSettings(...given),
  watch: async (...given) => (await import('./watch.ts')).watch(...given),
  reconcile: async (...given) => (await import('./reconcile.ts')).reconcile(...given),
  checkSender: async (...given) => (await import('./check-sender.ts')).checkSender(...given),
  signsFor: ({ address }) => domainOf(address),
  checkDns: async (...given) => (await import('./dns/check-dns.ts')).checkDns(...given),
  parse: async (...given) => (await import('./parse.ts')).parse(...given),
  send: async (...given) => (await import('./send-signed-in.ts')).sendSignedIn(...given),
})
