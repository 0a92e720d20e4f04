import { fromZone } from '../../foundation/server/wall-clock.ts'
import type { Address, Invitation, Moment, ParsedAttachment } from '../channel.ts'
import { cleanLine } from './clean.ts'
import { decodeCharset } from './mime/charset.ts'
import { isAddress, normaliseAddress } from './people.ts'
import { knownZone } from './time-zones.ts'

const LONGEST = 512 * 1024
const MOST_LINES = 10_000

type Property = { name: string; parameters: Map<string, string>; value: string }

/** RFC 5545 §3.1: `NAME;PARAMETER="…":value`; colons and semicolons may stand within quotes. */
const readLine = (line: string): Property | undefined => {
  const head = /^([\w-]{1,100})((?:;[\w-]{1,100}=(?:"[^"]{0,2000}"|[^";:]{0,2000}))*):/.exec(line)
  if (!head) return undefined
  const parameters = new Map<string, string>()
  for (const [, name = '', value = ''] of (head[2] ?? '').matchAll(/;([\w-]+)=("[^"]*"|[^";:]*)/g))
    parameters.set(name.toUpperCase(), value.replace(/^"|"$/g, ''))
  return {
    name: (head[1] ?? '').toUpperCase(),
    parameters,
    value: line.slice(head[0].length, head[0].length + 20_000),
  }
}

const plain = (value: string, longest: number): string =>
  cleanLine(
    value.replace(/\\([nN,;\\])/g, (_, c: string) => (c === 'n' || c === 'N' ? ' ' : c)),
    longest,
  )

const person = (property: Property | undefined): Address | null => {
  if (!property) return null
  const address = normaliseAddress(property.value.replace(/^mailto:/i, ''))
  if (!isAddress(address)) return null
  const name = plain(property.parameters.get('CN') ?? '', 200)
  return { address, ...(name && name !== address ? { name } : {}) }
}

/** `+0900` as milliseconds. */
const readOffset = (value: string): number | undefined => {
  const found = /^([+-])(\d\d)(\d\d)/.exec(value)
  if (!found) return undefined
  const minutes = Number(found[2]) * 60 + Number(found[3])
  return (found[1] === '-' ? -minutes : minutes) * 60_000
}

/** Zones described in the file, by name, as far as they know one offset only: then it holds all year. */
const readZones = (lines: readonly Property[]): Map<string, number> => {
  const offsets = new Map<string, Set<number>>()
  let zone = ''
  for (const { name, value } of lines) {
    if (name === 'TZID') zone = value
    const offset = name === 'TZOFFSETTO' ? readOffset(value) : undefined
    if (offset !== undefined) offsets.set(zone, (offsets.get(zone) ?? new Set()).add(offset))
  }
  return new Map(
    [...offsets].flatMap(([name, found]) => (found.size === 1 ? [[name, [...found][0]!]] : [])),
  )
}

const toLocal = (wall: number): string => new Date(wall).toISOString().slice(0, 19)

const readMoment = (
  property: Property | undefined,
  zones: Map<string, number>,
  later = 0,
): Moment | null => {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?/.exec(property?.value ?? '')
  if (!property || !found) return null
  const [, year, month, day, hour, minute, second, utc] = found
  const clock = [hour, minute, second].map((figure) => Number(figure ?? 0)) as [
    number,
    number,
    number,
  ]
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), ...clock) + later
  if (!Number.isFinite(wall)) return null
  if (hour === undefined) return { local: toLocal(wall).slice(0, 10), at: null, zone: null }
  const local = toLocal(wall)
  if (utc) return { local, at: new Date(wall).toISOString(), zone: 'UTC' }
  const name = property.parameters.get('TZID')
  if (!name) return { local, at: null, zone: null }
  const zone = knownZone(name)
  if (zone) return { local, at: new Date(fromZone(zone, wall)).toISOString(), zone }
  const offset = zones.get(name)
  const at = offset === undefined ? null : new Date(wall - offset).toISOString()
  return { local, at, zone: cleanLine(name, 100) }
}

/** RFC 5545 §3.3.6, as milliseconds. */
const readDuration = (value: string): number => {
  const found = /^P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?/.exec(value)
  const [weeks, days, hours, minutes] = (found ?? []).slice(1).map((one) => Number(one ?? 0))
  return (((weeks ?? 0) * 7 + (days ?? 0)) * 24 * 60 + (hours ?? 0) * 60 + (minutes ?? 0)) * 60_000
}

const methods = ['publish', 'request', 'reply', 'cancel', 'counter'] as const
const words = ['accepted', 'declined', 'tentative', 'needs-action'] as const

/** The first appointment of a calendar file. Undefined when it holds none. Never throws. */
export const readInvitation = (text: string): Invitation | undefined => {
  const lines = text
    .slice(0, LONGEST)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/, MOST_LINES)
    .flatMap((line) => readLine(line) ?? [])
  const isMark = (mark: string) => (line: Property) =>
    line.name === mark && line.value.trim().toUpperCase() === 'VEVENT'
  const start = lines.findIndex(isMark('BEGIN'))
  if (start < 0) return undefined
  const end = lines.findIndex((line, index) => index > start && isMark('END')(line))
  const event: Property[] = []
  let inside = 0
  for (const line of lines.slice(start + 1, end < 0 ? undefined : end)) {
    // An alarm within has a description of its own.
    if (line.name === 'BEGIN') inside++
    else if (line.name === 'END') inside--
    else if (inside === 0) event.push(line)
  }
  const of = (name: string) => event.find((line) => line.name === name)
  const said =
    lines
      .find((line) => line.name === 'METHOD')
      ?.value.trim()
      .toLowerCase() ?? 'publish'
  const method = methods.find((one) => one === said) ?? 'other'
  const zones = readZones(lines)
  const from = of('DTSTART')
  const duration = of('DURATION')
  const answering = method === 'reply' ? of('ATTENDEE') : undefined
  const by = person(answering)
  const word = answering?.parameters.get('PARTSTAT')?.toLowerCase() ?? 'needs-action'
  return {
    method: /^cancelled$/i.test(of('STATUS')?.value.trim() ?? '') ? 'cancel' : method,
    uid: cleanLine(of('UID')?.value ?? '', 500),
    summary: plain(of('SUMMARY')?.value ?? '', 500),
    start: readMoment(from, zones),
    end:
      readMoment(of('DTEND'), zones) ??
      (duration ? readMoment(from, zones, readDuration(duration.value)) : null),
    location: plain(of('LOCATION')?.value ?? '', 500),
    organiser: person(of('ORGANIZER')),
    answer: by ? { by, word: words.find((one) => one === word) ?? 'other' } : null,
    repeats: of('RRULE') !== undefined,
  }
}

/** The invitation among the files of a mail. */
export const findInvitation = (files: readonly ParsedAttachment[]): Invitation | undefined => {
  for (const { type, name, bytes } of files.slice(0, 50)) {
    if (!/^(text\/calendar|application\/ics)$/.test(type) && !/\.ics$/i.test(name)) continue
    const found = readInvitation(decodeCharset(bytes.subarray(0, LONGEST)))
    if (found) return found
  }
  return undefined
}
