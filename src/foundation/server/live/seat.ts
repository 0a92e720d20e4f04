import { isAfter } from '../events/position.ts'
import type { After } from '../events/read-log.ts'
import type { Ephemeral } from '../events/wake.ts'
import type { LiveItem, Told } from './frame.ts'

export type Viewer = {
  workspaceId: string
  /** Names all it may be shown, if that is not the whole workspace; grows with the threads it acts in. */
  topics?: Set<string>
  /** What this viewer may see of an item, and under which name; undefined hides it. */
  show: (item: LiveItem) => { kind: string; body: unknown } | undefined
  /** What of presence and typing concerns this viewer. */
  showNow: (news: Ephemeral) => Record<string, unknown> | undefined
  /** Writes frames; false when the reader is too slow and should be let go. */
  write: (frames: string) => boolean
  /** `slow`: what is not read yet will not be, so it is thrown away. */
  close: (slow: boolean) => void
}

export type Seat = {
  viewer: Viewer
  /** The last event that was shown or passed over. */
  place: After
  /** Frames so far: each carries its number, by which the reader finds out that one is missing. */
  count: number
  /** When the reader last heard anything. */
  heardAt: number
  /** Items that came while the viewer is still reading what it missed. */
  waiting: Told[] | undefined
}

export const sit = (viewer: Viewer, place: After): Seat => ({
  viewer,
  place,
  count: 0,
  heardAt: Date.now(),
  waiting: [],
})

/** One frame, numbered. The field `n` is ours; readers that do not know it ignore it, as the standard says. */
const numbered = (seat: Seat, text: string) => {
  seat.count += 1
  return `n: ${seat.count}\n${text}`
}

export const write = (seat: Seat, text: string) => {
  seat.heardAt = Date.now()
  return seat.viewer.write(numbered(seat, text))
}

/** What of these the viewer has not had and may see, in one piece; false when it should be let go. */
export const deliver = (seat: Seat, items: readonly Told[]) => {
  let text = ''
  for (const item of items) {
    if (item.event.workspaceId !== seat.viewer.workspaceId) continue
    if (!isAfter(item.event, seat.place)) continue
    seat.place = { tx: item.event.tx, number: item.event.number }
    const shown = seat.viewer.show(item)
    if (shown) text += numbered(seat, item.frameOf(shown))
  }
  if (text === '') return true
  seat.heardAt = Date.now()
  return seat.viewer.write(text)
}
