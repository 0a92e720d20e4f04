import { defineChannel } from '../channel.ts'
import { parse } from './parse.ts'
import { send } from './send.ts'
import { type EmailSettings, form, settings } from './settings.ts'
import { testSettings } from './test-settings.ts'
import { watch } from './watch.ts'

/** Mail in by IMAP, mail out by SMTP. */
export const channel = defineChannel<EmailSettings>({
  key: 'email',
  settings,
  form,
  can: { text: 100_000, subject: true, attachments: true, html: true },
  address: ({ address }) => address,
  test: testSettings,
  watch,
  parse,
  send,
})
