import type { FastifyRequest } from 'fastify'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type { FindSource, Source } from './find-source.ts'
import type { Kind } from './kinds.ts'
import { type Envelope, isFields, readEvent, refuseEvent } from './read-event.ts'
import type { Batch } from './save.ts'
import { readWriteKey, textOf } from './write-key.ts'

const mostEvents = 5000

/**
 * A request's events, each ready or refused.
 * Errors: `tracking.write_key_missing`, `tracking.write_key_unknown`, `tracking.not_an_event`,
 * `tracking.batch_missing`, `tracking.too_many_events`.
 */
export const readRequest = async (
  request: FastifyRequest,
  body: unknown,
  kind: Kind | 'batch',
  findSource: FindSource,
  receivedAt: number,
): Promise<Batch> => {
  const items = itemsOf(body, kind)
  const shared = isFields(body) ? body : {}
  const sources = await sourcesOf(readWriteKey(request, body), items, findSource)
  const envelope: Envelope = {
    kind: kind === 'batch' ? undefined : kind,
    sentAt: kind === 'batch' ? shared.sentAt : undefined,
    context: kind === 'batch' && isFields(shared.context) ? shared.context : undefined,
    receivedAt,
  }
  const ready = []
  const refused = []
  for (const [index, item] of items.entries()) {
    const source = sources.of(item)
    if (!source) {
      refused.push(refuseEvent(item, sources.fallback, envelope, 'event.write_key_unknown'))
      continue
    }
    const read = readEvent(item, index, source, envelope)
    if ('ready' in read) ready.push(read.ready)
    else refused.push(read.refused)
  }
  return { ready, refused }
}

const itemsOf = (body: unknown, kind: Kind | 'batch'): unknown[] => {
  if (kind !== 'batch') {
    if (!isFields(body)) throw new AppError('invalid', 'tracking.not_an_event')
    return [body]
  }
  const items = Array.isArray(body) ? body : isFields(body) ? body.batch : undefined
  if (!Array.isArray(items)) throw new AppError('invalid', 'tracking.batch_missing')
  if (items.length > mostEvents)
    throw new AppError('too-large', 'tracking.too_many_events', { limit: mostEvents })
  return items
}

type Sources = { of: (item: unknown) => Source | undefined; fallback: Source }

/** One source for all, or, without a key for the request, one per event; those of unknown keys go to the first known. */
const sourcesOf = async (
  key: string | undefined,
  items: unknown[],
  findSource: FindSource,
): Promise<Sources> => {
  if (key !== undefined) {
    const source = await findSource(key)
    if (!source) throw new AppError('signed-out', 'tracking.write_key_unknown')
    return { of: () => source, fallback: source }
  }
  const keyOf = (item: unknown) => (isFields(item) ? textOf(item.writeKey) : undefined)
  const keys = [...new Set(items.flatMap((item) => keyOf(item) ?? []))].slice(0, 100)
  if (keys.length === 0) throw new AppError('signed-out', 'tracking.write_key_missing')
  const known = new Map<string, Source>()
  for (const one of keys) {
    const source = await findSource(one)
    if (source) known.set(one, source)
  }
  const fallback = known.values().next().value
  if (!fallback) throw new AppError('signed-out', 'tracking.write_key_unknown')
  return { of: (item) => known.get(keyOf(item) ?? ''), fallback }
}
