import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '../../..')

/** What runs on a server that people use. */
const product = (readdirSync(source, { recursive: true }) as string[])
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) =>
    /^(actions|channels|cli|foundation\/server|modules|reports)\/.*\.ts$/.test(name),
  )
  .filter((name) => !/\.test\.ts$|(^|\/)(testing|fakes|desk)(\/|\.ts$)/.test(name))

/** They are handed an address that was checked, or one that the operator gave. */
const known = [
  'channels/email/imap.ts: imapflow',
  'channels/email/smtp.ts: nodemailer/lib/smtp-connection',
  'modules/files/scan/clamd.ts: node:net connect',
]

const connects =
  /^import (?!type)[^\n]*from '(node:(?:http|https|http2|tls|dgram|dns|dns\/promises)|imapflow|undici|nodemailer(?:\/lib\/smtp[\w-]*)?)'/gm
const sockets = /^import \{[^}]*\b(connect|createConnection|Socket)\b[^}]*\} from 'node:net'/gm
const fetches = /(?<![.\w])fetch\(/

test('nothing leaves but by the door that checks', () => {
  const found = product
    .filter((name) => !name.startsWith('foundation/server/outbound/'))
    .flatMap((name) => {
      const text = readFileSync(join(source, name), 'utf8')
      const own = /\bconst fetch =|import \{[^}]*\bfetch\b/.test(text)
      return [
        ...[...text.matchAll(connects)].map(([, from]) => `${name}: ${from}`),
        ...[...text.matchAll(sockets)].map(([, what]) => `${name}: node:net ${what}`),
        ...(fetches.test(text) && !own ? [`${name}: fetch`] : []),
      ]
    })
  expect(found.sort()).toEqual(known)
})
