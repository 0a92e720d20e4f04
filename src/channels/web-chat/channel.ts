import { z } from 'zod'
import { defineChannel } from '../channel.ts'
import { parseError } from '../parse-error.ts'

const settings = z.object({
  /** Shown when the widget opens; empty means the standard greeting. */
  greetingJa: z.string().max(300).default(''),
  greetingEn: z.string().max(300).default(''),
  /** Asks for an address after the first message, so that an answer can follow by mail. */
  askEmail: z.boolean().default(true),
  /** HS256 secret with which the site signs `identify({ jwt })`. */
  identitySecret: z.string().max(500).default(''),
})
export type WebChatSettings = z.infer<typeof settings>

const raw = z.object({
  clientKey: z.string().min(1).max(100),
  visitorId: z.string().min(1).max(100),
  text: z.string().max(10_000),
  name: z.string().max(120).optional(),
})

/**
 * The widget on a site. Its provider is Engawa itself: a committed message is delivered, and the
 * visitor's side (sessions, stream, uploads) is the module of the same name.
 */
export const channel = defineChannel<WebChatSettings>({
  key: 'web-chat',
  settings,
  form: [
    { path: 'greetingJa', kind: 'text', required: false },
    { path: 'greetingEn', kind: 'text', required: false },
    { path: 'askEmail', kind: 'switch', required: false, initial: true },
    { path: 'identitySecret', kind: 'secret', required: false },
  ],
  can: { text: 10_000, subject: false, attachments: true, html: false },
  deliversOnCommit: true,
  address: () => '',
  parse: async (bytes) => {
    const given = raw.safeParse(toJson(bytes))
    if (!given.success) throw parseError('web_chat.malformed', given.error.issues[0]?.message)
    const { clientKey, visitorId, text, name } = given.data
    return {
      kind: 'message',
      providerId: clientKey,
      from: { type: 'visitor', value: visitorId, ...(name ? { name } : {}) },
      to: [],
      cc: [],
      subject: '',
      // PostgreSQL keeps no NUL in text.
      text: text.replaceAll('\u0000', ''),
      newTextLength: text.replaceAll('\u0000', '').length,
      attachments: [],
      references: [],
    }
  },
  send: async (_settings, message) => ({ outcome: 'sent', providerId: message.id }),
})

const toJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
