import { z } from 'zod'
import type { SettingsField } from '../channel.ts'

export type Encryption = 'tls' | 'starttls' | 'none'

const host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9._:-]{1,253}$/i)
const port = z.coerce.number().int().min(1).max(65535)
const blankIsMissing = (value: unknown) => (value === '' || value === null ? undefined : value)

/** A switch says only whether to encrypt; these ports begin in clear and change over by STARTTLS. */
const startInClear = [25, 143, 587, 2525]

const tls = z
  .union([z.boolean(), z.enum(['tls', 'starttls', 'none', 'true', 'false'])])
  .default(true)

const encryption = (value: boolean | string, portNumber: number): Encryption => {
  if (value === 'starttls' || value === 'none') return value
  if (value === false || value === 'false') return 'none'
  return startInClear.includes(portNumber) ? 'starttls' : 'tls'
}

const imap = z
  .object({
    host,
    port: z.preprocess(blankIsMissing, port.default(993)),
    tls: z.preprocess(blankIsMissing, tls),
    user: z.string().trim().min(1).max(320),
    password: z.preprocess(blankIsMissing, z.string().max(1000).default('')),
  })
  .transform((server) => ({ ...server, tls: encryption(server.tls, server.port) }))

const smtp = z
  .object({
    host,
    port: z.preprocess(blankIsMissing, port.default(465)),
    tls: z.preprocess(blankIsMissing, tls),
    user: z.preprocess(blankIsMissing, z.string().trim().max(320).optional()),
    password: z.preprocess(blankIsMissing, z.string().max(1000).optional()),
  })
  .transform((server) => ({ ...server, tls: encryption(server.tls, server.port) }))

/** A mailbox that takes no password: what a person authorised once, and where that is turned into a token. */
const oauth = z.object({
  tokenUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    // In clear only within one machine.
    .refine((url) => /^https:|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(url)),
  clientId: z.string().trim().min(1).max(500),
  clientSecret: z.preprocess(blankIsMissing, z.string().max(2000).optional()),
  refreshToken: z.string().min(1).max(8000),
  scope: z.preprocess(blankIsMissing, z.string().trim().max(2000).optional()),
})

/**
 * One mailbox. `smtp.user` and `smtp.password` are those of IMAP when they are left out; a server
 * that asks for no sign-in gets none.
 */
export const settings = z
  .object({
    address: z.string().trim().toLowerCase().pipe(z.email()),
    senderName: z.preprocess(blankIsMissing, z.string().trim().max(200).optional()),
    imap,
    smtp,
    oauth: oauth.optional(),
    trustedHost: z.preprocess(blankIsMissing, host.optional()),
  })
  .refine(({ imap, oauth }) => imap.password !== '' || oauth !== undefined, {
    path: ['imap', 'password'],
    message: 'a password, or how to get a token',
  })
  .transform(({ imap, smtp, oauth, trustedHost, ...rest }) => ({
    ...rest,
    ...(oauth ? { oauth } : {}),
    ...(trustedHost ? { trustedHost } : {}),
    imap,
    smtp: { ...smtp, user: smtp.user ?? imap.user, password: smtp.password ?? imap.password },
  }))

export type EmailSettings = z.infer<typeof settings>

export const form: SettingsField[] = [
  { path: 'address', kind: 'email', required: true },
  { path: 'senderName', kind: 'text', required: false },
  { path: 'imap.host', kind: 'text', required: true },
  { path: 'imap.port', kind: 'number', required: true, initial: 993 },
  { path: 'imap.tls', kind: 'switch', required: true, initial: true },
  { path: 'imap.user', kind: 'text', required: true },
  { path: 'imap.password', kind: 'secret', required: false },
  { path: 'smtp.host', kind: 'text', required: true },
  { path: 'smtp.port', kind: 'number', required: true, initial: 465 },
  { path: 'smtp.tls', kind: 'switch', required: true, initial: true },
  { path: 'smtp.user', kind: 'text', required: false },
  { path: 'smtp.password', kind: 'secret', required: false },
  { path: 'oauth.tokenUrl', kind: 'text', required: false, rare: true },
  { path: 'oauth.clientId', kind: 'text', required: false, rare: true },
  { path: 'oauth.clientSecret', kind: 'secret', required: false, rare: true },
  { path: 'oauth.refreshToken', kind: 'secret', required: false, rare: true },
  { path: 'oauth.scope', kind: 'text', required: false, rare: true },
  { path: 'trustedHost', kind: 'text', required: false, rare: true },
]
