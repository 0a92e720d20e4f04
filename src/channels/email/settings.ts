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
    password: z.string().min(1).max(1000),
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
  })
  .transform(({ imap, smtp, ...rest }) => ({
    ...rest,
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
  { path: 'imap.password', kind: 'secret', required: true },
  { path: 'smtp.host', kind: 'text', required: true },
  { path: 'smtp.port', kind: 'number', required: true, initial: 465 },
  { path: 'smtp.tls', kind: 'switch', required: true, initial: true },
  { path: 'smtp.user', kind: 'text', required: false },
  { path: 'smtp.password', kind: 'secret', required: false },
]
