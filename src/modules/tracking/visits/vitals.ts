import type { z } from 'zod'
import type { Vitals as Shape } from '../contract.ts'

export type Vitals = z.output<typeof Shape>

/** The event that our snippet sends when a page is left. */
export const vitalsEvent = 'Web Vitals'

/** Slower than this is no measurement but a computer that slept. */
const longestMs = 300_000
const highestShift = 100

const measured = ['lcp', 'inp', 'cls'] as const

/** A visit's figures with those of one more page: of each the worst, and where it was. */
export const worseOf = (
  known: Vitals | null,
  properties: Record<string, unknown>,
  url: string | null,
): Vitals | null => {
  const worst: Vitals = { ...known }
  for (const name of measured) {
    const value = read(properties[name], name === 'cls' ? highestShift : longestMs)
    if (value === undefined || value <= (worst[name] ?? -1)) continue
    worst[name] = value
    if (url) worst[`${name}Url`] = url.slice(0, 2000)
    else delete worst[`${name}Url`]
  }
  const ttfb = read(properties.ttfb, longestMs)
  if (ttfb !== undefined) worst.ttfb = Math.max(ttfb, worst.ttfb ?? 0)
  return Object.keys(worst).length === 0 ? null : worst
}

const read = (value: unknown, most: number) => {
  if (typeof value !== 'number' || !(value >= 0) || value > most) return undefined
  return Math.round(value * 1000) / 1000
}
