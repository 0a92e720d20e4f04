import { trackedTopic, wakeReaders } from '../../foundation/server/events/wake.ts'

const pauseMs = 250
let timer: NodeJS.Timeout | undefined
let again = false

/**
 * Called after events were committed. Wakes readers at once, then at most four times a second: every wake has each
 * reader of every process look, and tracked events come by the thousand.
 */
export const tellSaved = () => {
  if (timer) {
    again = true
    return
  }
  wakeReaders([trackedTopic])
  again = false
  timer = setTimeout(() => {
    timer = undefined
    if (again) tellSaved()
  }, pauseMs)
  timer.unref()
}
