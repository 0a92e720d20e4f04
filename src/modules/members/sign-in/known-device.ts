import type { Http } from '../../../foundation/server/http/route.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { newToken } from '../secret-token.ts'
import { readCookie, writeCookie } from './cookies.ts'

const name = 'device'
const year = 365 * 24 * 60 * 60

const sign = (services: Services, id: string, account: string) =>
  services.seal.sign('device', `${id} ${account}`)

/**
 * The browser that this account has signed in with before (OWASP's device cookie): it has tries of its own, so that a
 * stranger who uses up the account's tries keeps nobody out of their own browser.
 */
export const knownDevice = (
  services: Services,
  { request }: Pick<Http, 'request'>,
  account: string,
): string | undefined => {
  const [id, signature, ...rest] = (readCookie(services, request, name) ?? '').split('.')
  if (!id || !signature || rest.length > 0) return undefined
  return services.seal.verify('device', `${id} ${account}`, signature) ? id : undefined
}

/** Remembers the browser for this account, in place of another. */
export const rememberDevice = (services: Services, http: Http, account: string) => {
  if (knownDevice(services, http, account)) return
  const id = newToken()
  const value = `${id}.${sign(services, id, account)}`
  writeCookie(services, http.reply, name, value, { seconds: year, path: '/api/v1' })
}
