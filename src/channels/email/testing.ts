import { readFileSync } from 'node:fs'
import type { ParsedMessage } from '../channel.ts'
import { parse } from './parse.ts'
import { settings } from './settings.ts'

/** A connection for tests that need no server. */
export const connection = settings.parse({
  address: 'help@shop.example',
  imap: { host: 'mail.shop.example', user: 'help', password: 'secret' },
  smtp: { host: 'mail.shop.example' },
})

export const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`./fixtures/${name}.eml`, import.meta.url))

export const read = async (raw: Uint8Array | string): Promise<ParsedMessage> => {
  const bytes = typeof raw === 'string' ? Buffer.from(raw.replace(/\r?\n/g, '\r\n')) : raw
  const parsed = await parse(bytes, connection)
  if (parsed.kind !== 'message') throw new Error('a message was expected')
  return parsed
}

/** A mail with these fields and this text. */
export const mail = (fields: string, text = 'hello') =>
  read(`From: Hanako <hanako@customer.example>\nSubject: Order\n${fields}\n\n${text}\n`)
