import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from '../shared/app-error.ts'
import { readPrivateHosts } from './outbound/private-hosts.ts'

const flag = z
  .enum(['0', '1', 'false', 'true', ''])
  .default('0')
  .transform((v) => v === '1' || v === 'true')

const privateHosts = (setting: string, ctx: z.RefinementCtx) => {
  try {
    return readPrivateHosts(setting)
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: (error as Error).message })
    return z.NEVER
  }
}

/** Addresses, networks and the words `loopback`, `linklocal`, `uniquelocal`; `none` believes nobody. */
const proxies = (setting: string, ctx: z.RefinementCtx) => {
  const words = setting
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  const isProxy = (word: string) => {
    const [address = '', bits, ...rest] = word.split('/')
    if (['loopback', 'linklocal', 'uniquelocal'].includes(word)) return true
    const most = isIP(address) === 6 ? 128 : 32
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
    return isIP(address) > 0 && fits && rest.length === 0
  }
  if (words.length === 1 && words[0] === 'none') return []
  const wrong = words.find((word) => !isProxy(word))
  if (wrong === undefined) return words
  ctx.addIssue({ code: 'custom', message: `${wrong} is no address or network` })
  return z.NEVER
}

/** `HOST:PORT`, `[IPV6]:PORT`, or the path of a socket. */
const socketAddress = (setting: string | undefined, ctx: z.RefinementCtx) => {
  if (!setting) return undefined
  const path = /^(?:unix:)?(\/.+)$/.exec(setting)?.[1]
  if (path) return { path }
  const [, ipv6, name, port] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(setting) ?? []
  if (port && Number(port) > 0 && Number(port) < 65_536)
    return { host: (ipv6 ?? name)!, port: Number(port) }
  ctx.addIssue({ code: 'custom', message: 'neither HOST:PORT nor the path of a socket' })
  return z.NEVER
}

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z.string().min(1).optional(),
  ENGAWA_DATA: z.string().min(1).default('./data'),
  ENGAWA_SECRET: z.string().min(16).optional(),
  ENGAWA_SECRET_OLD: z.string().min(16).optional(),
  ENGAWA_TRUSTED_PROXIES: z.string().default('loopback').transform(proxies),
  ENGAWA_ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  ENGAWA_ADMIN_EMAIL: z.email().optional(),
  ENGAWA_ADMIN_PASSWORD: z.string().min(8).optional(),
  ENGAWA_SAMPLE: flag,
  ENGAWA_STALL_MINUTES: z.coerce.number().positive().max(1440).default(10),
  ENGAWA_PRIVATE_HOSTS: z.string().default('any').transform(privateHosts),
  ENGAWA_CLAMD: z.string().optional().transform(socketAddress),
  ENGAWA_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Config = ReturnType<typeof readConfig>

/** Reads the environment once. Throws `config.invalid` naming the variable. */
export const readConfig = (env: NodeJS.ProcessEnv) => {
  const given = environment.safeParse(env)
  if (!given.success) {
    const issue = given.error.issues[0]!
    throw new AppError('invalid', 'config.invalid', {
      variable: issue.path.join('.'),
      reason: issue.message,
    })
  }
  const values = given.data
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: values.DATABASE_URL,
    dataFolder: resolve(values.ENGAWA_DATA),
    secret: values.ENGAWA_SECRET,
    oldSecret: values.ENGAWA_SECRET_OLD,
    trustedProxies: values.ENGAWA_TRUSTED_PROXIES,
    role: values.ENGAWA_ROLE,
    admin:
      values.ENGAWA_ADMIN_EMAIL && values.ENGAWA_ADMIN_PASSWORD
        ? { email: values.ENGAWA_ADMIN_EMAIL, password: values.ENGAWA_ADMIN_PASSWORD }
        : undefined,
    sample: values.ENGAWA_SAMPLE,
    stallMinutes: values.ENGAWA_STALL_MINUTES,
    privateHosts: values.ENGAWA_PRIVATE_HOSTS,
    /** Where clamd listens, which scans files for viruses. */
    clamd: values.ENGAWA_CLAMD,
    logLevel: values.ENGAWA_LOG,
  }
}
