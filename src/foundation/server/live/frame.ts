import { formatPosition } from '../events/position.ts'
import type { LogEvent } from '../events/read-log.ts'

/** One event as its viewers get it: the event, and what is read when shown. */
export type LiveItem = { event: LogEvent; body: Record<string, unknown> }

export const frame = (kind: string, body: unknown, id?: string) =>
  `${id ? `id: ${id}\n` : ''}event: ${kind}\ndata: ${JSON.stringify(body)}\n\n`

/** An item on its way to many: what several viewers are shown alike becomes text once. */
export type Told = LiveItem & { frameOf: (shown: { kind: string; body: unknown }) => string }

export const tellAll = (items: readonly LiveItem[], epoch: number): Told[] =>
  items.map((item) => {
    const id = formatPosition({ epoch, tx: item.event.tx, number: item.event.number })
    const texts = new Map<unknown, string>()
    return {
      ...item,
      frameOf: ({ kind, body }) => {
        const known = texts.get(body)
        if (known !== undefined) return known
        const text = frame(kind, body, id)
        texts.set(body, text)
        return text
      },
    }
  })
