import { join } from 'node:path'
import { type FolderCache, openFolderCache } from '../../../foundation/server/files/cache.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { isSafePicture, sniffType } from '../../files/index.ts'

const mostBytes = 10 * 1024 * 1024
const timeoutMs = 10_000
const atOnce = 12
const kept = { mostBytes: 256 * 1024 * 1024, mostMs: 24 * 60 * 60_000 }

const caches = new WeakMap<Services, FolderCache>()

const cacheOf = (services: Services): FolderCache => {
  const known = caches.get(services)
  if (known) return known
  const opened = openFolderCache(join(services.config.dataFolder, 'cache', 'pictures'), kept)
  caches.set(services, opened)
  return opened
}

let running = 0
const waiting: (() => void)[] = []

/** A mail of many pictures must not take all connections of the house. */
const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go))
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

/**
 * A picture from elsewhere, as its bytes say and not as its server says; SVG, which is a program, is none. Asked
 * for once a day by us, never by the reader's browser. Errors: `picture.missing`.
 */
export const fetchPicture = async (
  services: Services,
  owner: string,
  url: string,
): Promise<Buffer> => {
  const cache = cacheOf(services)
  const key = `${owner} ${url}`
  const known = await cache.get(key)
  if (known) return known
  const fetched = await inTurn(() =>
    services.outbound.fetch(url, {
      namedBy: 'strangers',
      timeoutMs,
      mostBytes,
      redirects: 5,
      headers: { accept: 'image/webp,image/png,image/jpeg,image/gif' },
    }),
  ).catch(() => undefined)
  if (fetched?.status !== 200 || !isSafePicture(sniffType(fetched.bytes, '')))
    throw new AppError('missing', 'picture.missing')
  await cache.put(key, fetched.bytes)
  return fetched.bytes
}
