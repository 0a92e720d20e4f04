import { isFields } from './read-event.ts'

const mostFields = 200
const unsafe = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * An event out of a pixel's query: `context.page.url=…` names what is inside, or `data` is all of it, as JSON in base64.
 * Undefined where that can not be read.
 */
export const readPixel = (query: unknown): unknown => {
  const event: Record<string, unknown> = {}
  if (!isFields(query)) return event
  if (typeof query.data === 'string') return decode(query.data)
  for (const [name, value] of Object.entries(query).slice(0, mostFields)) {
    if (name === 'writeKey' || typeof value !== 'string') continue
    const path = name.split('.').filter(Boolean)
    const isInside = path.length > 1 && /^(context|properties|traits)$/.test(path[0]!)
    put(event, isInside ? path : [name], value)
  }
  return event
}

/** A plus sign that nobody escaped arrives as a space. */
const decode = (data: string): unknown => {
  try {
    return JSON.parse(Buffer.from(data.replaceAll(' ', '+'), 'base64').toString('utf8'))
  } catch {
    return undefined
  }
}

const put = (into: Record<string, unknown>, [first, ...rest]: string[], value: string) => {
  if (first === undefined || unsafe.has(first)) return
  if (rest.length === 0) {
    into[first] = value
    return
  }
  const inner = isFields(into[first]) ? into[first] : {}
  into[first] = inner
  put(inner, rest, value)
}
