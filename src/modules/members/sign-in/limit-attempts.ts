import { isIPv6 } from 'node:net'
import { sql } from 'kysely'
import type { Http } from '../../../foundation/server/http/route.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { knownDevice } from './known-device.ts'

const windowSeconds = 15 * 60
/** Each window that ran full makes the next twice as long, up to an hour: guessing on gets slower, and never locks out for good. */
const mostStrikes = 2

/** How many tries per window, counted in the database so that all processes agree. */
export type Limit = {
  of: string
  most: number
  /** Of a window, where it is not a quarter of an hour; at most a day. */
  seconds?: number
}

/**
 * Counts a try before it is made, so that many at once are no way around, and gives back how to
 * un-count it when it was right. A limit that is reached stops the count of those after it: put the
 * caller's address first, so that one caller cannot use up another's account.
 * Errors: `code`, with `retryAfter` in seconds and `minutes`.
 */
export const countAttempt = async (
  services: Services,
  purpose: string,
  limits: readonly Limit[],
  code: string,
) => {
  const counted: string[] = []
  for (const { of, most, seconds: window = windowSeconds } of limits) {
    const key = services.seal.sign('attempt', `${purpose} ${of}`)
    const { count, seconds } = await countOne(services, key, most, window)
    if (count > most) {
      const retryAfter = Math.max(1, seconds)
      throw new AppError('too-many', code, { retryAfter, minutes: Math.ceil(retryAfter / 60) })
    }
    counted.push(key)
  }
  return {
    forgive: () =>
      sql`update auth.attempt set count = greatest(count - 1, 0) where key = any(${counted}::text[])`.execute(
        services.db,
      ),
  }
}

const countOne = async ({ db }: Services, key: string, most: number, window: number) => {
  const length = sql`${window}::int * interval '1 second' * power(2, a.strikes)`
  const isOver = sql`a.started_at < now() - ${length}`
  const { rows } = await sql<{ count: number; seconds: number }>`
    insert into auth.attempt as a (key, count, started_at) values (${key}, 1, now())
    on conflict (key) do update set
      count = case when ${isOver} then 1 else least(a.count + 1, 1000000) end,
      strikes = case when not (${isOver}) then a.strikes
        when a.count > ${most} and a.started_at > now() - 2 * ${length} then least(a.strikes + 1, ${mostStrikes}) else 0 end,
      started_at = case when ${isOver} then now() else a.started_at end
    returning count, ceil(extract(epoch from started_at + ${length} - now()))::int as seconds`.execute(
    db,
  )
  // The first of a window clears away some of what is long over.
  if (rows[0]!.count === 1) {
    await sql`delete from auth.attempt where key in (
      select key from auth.attempt where started_at < now() - interval '1 day' limit 100)`.execute(
      db,
    )
  }
  return rows[0]!
}

/** One house behind IPv6 has a whole /64. */
export const addressKey = (ip: string) => {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros =
    tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill('0')
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')
}

/**
 * Wrong passwords: few from one address for one account, more from one address, more again for one account. A browser
 * that the account signed in with before has tries of its own in place of the latter two.
 */
export const countSignIn = (services: Services, http: Pick<Http, 'request'>, email: string) => {
  const address = addressKey(http.request.ip)
  const account = email.toLowerCase()
  const device = knownDevice(services, http, account)
  return countAttempt(
    services,
    'sign-in',
    [
      { of: `address ${address}`, most: 60 },
      ...(device
        ? [{ of: `device ${device} ${account}`, most: 10 }]
        : [
            { of: `pair ${address} ${account}`, most: 10 },
            { of: `account ${account}`, most: 30 },
          ]),
    ],
    'sign_in.too_many',
  )
}
