import { count } from '../../../foundation/browser/formats.ts'
import type { Locale, useText } from '../../../foundation/browser/texts.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import type { runReport } from '../contract.ts'
import { formatDay } from './days.ts'
import { duration } from './duration.ts'

export type Answer = OutputOf<typeof runReport>
export type Column = Answer['columns'][number]

/** A channel by its name; by its key when it is not installed any more. */
export const channelName = (t: ReturnType<typeof useText>, key: string) =>
  t.has(`channel.${key}.name`) ? t(`channel.${key}.name`) : key

/** A value as people read it, by the kind of its column. */
export const showValue = (
  t: ReturnType<typeof useText>,
  locale: Locale,
  kind: Column['kind'],
  value: string | number | null | undefined,
): string => {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'number')
    return kind === 'seconds' ? duration(locale, value) : count(locale, value)
  if (kind === 'day') return formatDay(locale, value, 'long')
  return kind === 'channel' ? channelName(t, value) : value
}
