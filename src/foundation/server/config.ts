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

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z.string().min(1).optional(),
  ENGAWA_DATA: z.string().min(1).default('./data'),
  ENGAWA_SECRET: z.string().min(16).optional(),
  ENGAWA_ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  ENGAWA_ADMIN_EMAIL: z.email().optional(),
  ENGAWA_ADMIN_PASSWORD: z.string().min(8).optional(),
  ENGAWA_SAMPLE: flag,
  ENGAWA_PRIVATE_HOSTS: z.string().default('any').transform(privateHosts),
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
    role: values.ENGAWA_ROLE,
    admin:
      values.ENGAWA_ADMIN_EMAIL && values.ENGAWA_ADMIN_PASSWORD
        ? { email: values.ENGAWA_ADMIN_EMAIL, password: values.ENGAWA_ADMIN_PASSWORD }
        : undefined,
    sample: values.ENGAWA_SAMPLE,
    privateHosts: values.ENGAWA_PRIVATE_HOSTS,
    logLevel: values.ENGAWA_LOG,
  }
}
