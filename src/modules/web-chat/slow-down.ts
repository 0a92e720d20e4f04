import { AppError } from '../../foundation/shared/app-error.ts'

const buckets = new Map<string, { left: number; at: number }>()
const mostBuckets = 50_000

/** A leaky bucket in this process: `burst` at once, `perMinute` after. Errors: `visitor.too_fast`. */
export const slowDown = (key: string, burst: number, perMinute: number) => {
  const now = Date.now()
  if (buckets.size > mostBuckets) buckets.clear()
  const bucket = buckets.get(key) ?? { left: burst, at: now }
  bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 60_000) * perMinute)
  bucket.at = now
  buckets.set(key, bucket)
  if (bucket.left < 1)
    throw new AppError('too-many', 'visitor.too_fast', { retryAfter: Math.ceil(60 / perMinute) })
  bucket.left -= 1
}
