import { hash } from 'node:crypto'
import { newId } from '../../../foundation/server/uuid.ts'
import type { Source } from './find-source.ts'
import { type Kind, readKind } from './kinds.ts'
import { isExact, longestId, readPersonId } from './person-id.ts'
import { readStamps } from './stamps.ts'
import { cleanText, hasUnstorableText, isUnstorable } from './storable-text.ts'

export const eventBytes = 32 * 1024
const longestMessageId = 100
const longestName = 1000

type Fields = Record<string, unknown>

/** What one request says for all of its events. */
export type Envelope = {
  /** Set by the path; in a batch each event names its own. */
  kind: Kind | undefined
  sentAt: unknown
  context: Fields | undefined
  receivedAt: number
}

/** As it is stored; moments in milliseconds since 1970, and what may be anything as JSON text. */
export type EventRow = {
  id: string
  kind: Kind
  name: string
  anonymousId: string | undefined
  userId: string | undefined
  at: number
  receivedAt: number
  original: number | undefined
  sent: number | undefined
  properties: string
  traits: string | undefined
  context: string
}

export type Ready = { source: Source; messageId: string; row: EventRow }
export type Refused = {
  source: Source
  code: string
  detail: string
  body: unknown
  /** What is needed to read it again. */
  envelope?: Omit<Envelope, 'receivedAt'> | undefined
}
export type ReadEvent = { ready: Ready } | { refused: Refused }

/** Checks by hand, not by schema: this runs thousands of times a second. */
export const readEvent = (
  item: unknown,
  index: number,
  source: Source,
  envelope: Envelope,
): ReadEvent => {
  const refuse = (code: string, detail = '') => ({
    refused: refuseEvent(item, source, envelope, code, detail),
  })
  if (!isFields(item)) return refuse('event.not_an_object', typeOf(item))
  const kind = envelope.kind ?? readKind(item.type)
  if (!kind) return refuse('event.unknown_type', short(item.type))
  const wrong = ['properties', 'traits', 'context'].find((name) => !isFieldsOrNothing(item[name]))
  if (wrong) return refuse(`event.${wrong}_not_an_object`, typeOf(item[wrong]))
  const userId = readPersonId(item.userId)
  const anonymousId = readPersonId(item.anonymousId)
  if (userId === undefined && anonymousId === undefined) {
    return refuse(
      'event.no_id',
      `userId ${short(item.userId)}, anonymousId ${short(item.anonymousId)}`,
    )
  }
  if ((userId?.length ?? 0) > longestId || (anonymousId?.length ?? 0) > longestId) {
    return refuse(
      'event.id_too_long',
      `${Math.max(userId?.length ?? 0, anonymousId?.length ?? 0)} > ${longestId}`,
    )
  }
  const name = nameOf(kind, item)
  if (kind === 'track' && name === '') return refuse('event.no_name', short(item.event))
  if (kind === 'group' && readPersonId(item.groupId) === undefined)
    return refuse('event.no_group_id', short(item.groupId))
  if (kind === 'alias' && readPersonId(item.previousId) === undefined) {
    return refuse('event.no_previous_id', short(item.previousId))
  }
  if (name.length > longestName)
    return refuse('event.name_too_long', `${name.length} > ${longestName}`)
  if (source.gate && !source.gate.takes(kind, name)) return refuse('event.denied', name || kind)
  const whole = mergeContext(envelope.context, item.context as Fields | undefined)
  const parts = {
    properties: propertiesOf(kind, item),
    traits: traitsOf(kind, item, whole),
    context: whole,
  }
  const { properties, traits, context } = source.gate ? source.gate.clean(parts) : parts
  const original = item.originalTimestamp ?? item.timestamp
  const sent = item.sentAt ?? envelope.sentAt
  const stamps = readStamps(original, sent, envelope.receivedAt)
  if (stamps.unreadable !== undefined) context.originalTimestamp = stamps.unreadable
  const messageId = messageIdOf(item, index, source, envelope, original ?? sent)
  const json = toJsonOf({ properties, traits, context })
  if (json === undefined) return refuse('event.nested_too_deeply')
  const bytes = bytesOver(json, eventBytes)
  if (bytes) return refuse('event.too_large', `${bytes} > ${eventBytes}`)
  if (
    hasUnstorableText(json.properties) ||
    hasUnstorableText(json.context) ||
    (json.traits !== undefined && hasUnstorableText(json.traits)) ||
    isUnstorable(`${name} ${messageId} ${anonymousId} ${userId}`)
  )
    return readEvent(cleanText(item), index, source, envelope)
  const row: EventRow = {
    id: newId(envelope.receivedAt),
    kind,
    name,
    anonymousId,
    userId,
    at: stamps.at,
    receivedAt: envelope.receivedAt,
    original: stamps.original,
    sent: stamps.sent,
    ...json,
  }
  return { ready: { source, messageId, row } }
}

/** What a rule keeps out is not kept in the quarantine either, nor in what the request says for all. */
export const refuseEvent = (
  item: unknown,
  source: Source,
  { receivedAt: _, ...said }: Envelope,
  code: string,
  detail = '',
): Refused => ({
  source,
  code,
  detail,
  body: cleanBody(source, item),
  envelope: { ...said, context: said.context && cleanContext(source, said.context) },
})

const cleanContext = ({ gate }: Source, context: Fields) =>
  gate ? gate.clean({ properties: {}, traits: undefined, context }).context : context

const cleanBody = (source: Source, item: unknown): unknown => {
  if (!source.gate || !isFields(item)) return item
  const given = (name: string) => (isFields(item[name]) ? item[name] : undefined)
  const clean = source.gate.clean({
    properties: given('properties') ?? {},
    traits: given('traits'),
    context: given('context') ?? {},
  })
  const changed = Object.entries(clean).filter(([name]) => given(name))
  return { ...item, ...Object.fromEntries(changed) }
}

const nameOf = (kind: Kind, item: Fields) => {
  if (kind === 'track') return textOf(item.event)
  if (kind !== 'page' && kind !== 'screen') return ''
  return textOf(item.name) || textOf((item.properties as Fields | null | undefined)?.name)
}

const propertiesOf = (kind: Kind, item: Fields): Fields => {
  const given = (item.properties ?? {}) as Fields
  if (kind === 'group') return { ...given, groupId: item.groupId }
  if (kind === 'alias') return { ...given, previousId: item.previousId }
  // A page's category stands beside its properties in some libraries, inside them in others.
  if (typeof item.category === 'string' && given.category === undefined)
    return { ...given, category: item.category }
  return given
}

const traitsOf = (kind: Kind, item: Fields, context: Fields) => {
  if (isFields(item.traits)) return item.traits
  return kind === 'identify' && isFields(context.traits) ? context.traits : undefined
}

const mergeContext = (shared: Fields | undefined, own: Fields | null | undefined): Fields => ({
  ...shared,
  ...own,
})

/**
 * A repeat of a request must not count twice, so an event without an id gets one made from itself. Where it does not
 * even say when it happened, the same words may be true again later: then they count as a repeat for five minutes.
 */
const messageIdOf = (
  item: Fields,
  index: number,
  source: Source,
  envelope: Envelope,
  time: unknown,
) => {
  const isNumber = typeof item.messageId === 'number' && isExact(item.messageId)
  const given = isNumber ? String(item.messageId) : textOf(item.messageId).trim()
  if (given !== '' && given.length <= longestMessageId) return given
  if (given !== '') return `long-${digest(given)}`
  const moment = time ?? Math.floor(envelope.receivedAt / 300_000)
  return `made-${digest(`${source.id} ${envelope.kind ?? ''} ${index} ${moment} ${toJson(item) ?? ''}`)}`
}

const digest = (text: string) => hash('sha256', text, 'hex').slice(0, 40)

/** Undefined for what is nested deeper than the stack goes. */
const toJson = (value: unknown) => {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

type Json = Pick<EventRow, 'properties' | 'traits' | 'context'>

/** Undefined for what is nested deeper than the stack goes. */
const toJsonOf = (parts: { properties: Fields; traits: Fields | undefined; context: Fields }) => {
  const properties = toJson(parts.properties)
  const context = toJson(parts.context)
  const traits = parts.traits && toJson(parts.traits)
  const isWhole = properties !== undefined && context !== undefined
  return isWhole && (traits !== undefined || !parts.traits)
    ? ({ properties, traits, context } satisfies Json)
    : undefined
}

/** How large it is where that is too large. */
const bytesOver = ({ properties, traits = '', context }: Json, most: number) => {
  if ((properties.length + traits.length + context.length) * 3 <= most) return undefined
  const bytes = [properties, traits, context].reduce((sum, one) => sum + Buffer.byteLength(one), 0)
  return bytes > most ? bytes : undefined
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isFieldsOrNothing = (value: unknown) =>
  value === undefined || value === null || isFields(value)
const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const typeOf = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
const short = (value: unknown) =>
  value === undefined
    ? 'missing'
    : isFields(value) || Array.isArray(value)
      ? typeOf(value)
      : JSON.stringify(value).slice(0, 60)
