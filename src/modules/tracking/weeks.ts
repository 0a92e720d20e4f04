const day = 86_400_000
const week = 7 * day
/** 1970-01-05 was a Monday. */
const firstMonday = 4 * day
/** Longer than a write takes and than clocks of our processes differ. */
const border = 10 * 60_000

const mondayOf = (ms: number) => Math.floor((ms - firstMonday) / week) * week + firstMonday
const toDate = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/**
 * The weeks in which a message id is claimed, oldest first, and the one before, in which it must not stand. Near a
 * week's border an id is claimed on both sides of it: two writes of the same moment, one on each side, then still
 * meet in one unique key.
 */
export const weeksToClaim = (now: number): { before: string; claim: string[] } => {
  const first = mondayOf(now - border)
  const last = mondayOf(now + border)
  const claim = first === last ? [first] : [first, last]
  return { before: toDate(first - week), claim: claim.map(toDate) }
}

/** Message ids of weeks before this day are forgotten; at least seven days back is remembered. */
export const oldestRemembered = (now: number) => toDate(mondayOf(now) - week)
