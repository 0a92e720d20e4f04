import type { Context } from '../../foundation/server/context.ts'
import type { Services } from '../../foundation/server/services.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

type Bucket = { left: number; at: number }

const bucketsOf = new WeakMap<Services, Map<string, Bucket>>()
const mostBuckets = 50_000

/** A leaky bucket of this server: `burst` at once, `perMinute` after. Errors: `visitor.too_fast`. */
export const slowDown = ({ services }: Context, key: string, burst: number, perMinute: number) => {
  const now = Date.now()
  const buckets = bucketsOf.get(services) ?? new Map<string, Bucket>()
  bucketsOf.set(services, buckets)
  if (buckets.size > mostBuckets) buckets.clear()
  const bucket = buckets.get(key) ?? { left: burst, at: now }
  bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 60_000) * perMinute)
  bucket.at = now
  buckets.set(key, bucket)
  if (bucket.left < 1)
    throw new AppError('too-many', 'visitor.too_fast', { retryAfter: Math.ceil(60 / perMinute) })
  bucket.left -= 1
}
