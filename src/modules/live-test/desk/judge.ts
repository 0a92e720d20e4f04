export type Measured = {
  /** What answered the first question; undefined when nothing did. */
  status: number | undefined
  encoding: string | undefined
  firstByteMs: number
  /** When each was sent, by the server's clock, and arrived, by ours. */
  ticks: { sentMs: number; arrivedMs: number }[]
  wanted: number
  everyMs: number
  resumedAfter: number | undefined
  expectedAfter: number
  /** Left out when the beginning was already too bad. */
  open?: { wantedSeconds: number; seconds: number; whole: boolean }
}

export type Finding =
  | { code: 'fine'; values: { milliseconds: number } }
  | { code: 'refused'; values: { status: number } }
  | { code: 'unreachable' | 'held' | 'not-resumed'; values: Record<string, never> }
  | { code: 'clumps' | 'slow' | 'cut'; values: { seconds: number } }
  | { code: 'compressed'; values: { encoding: string } }

/** What stands between stream and desk, in the order of how much it hurts. Never empty. */
export const judge = (measured: Measured): Finding[] => {
  const { status, encoding, firstByteMs, ticks, wanted, open } = measured
  if (status === undefined) return [{ code: 'unreachable', values: {} }]
  if (status !== 200) return [{ code: 'refused', values: { status } }]
  const findings: Finding[] = []
  if (ticks.length < wanted) findings.push(brokenOff(measured))
  else if (isHeld(measured)) findings.push({ code: 'held', values: {} })
  else {
    const clump = longestClump(measured)
    if (clump > 0) findings.push({ code: 'clumps', values: { seconds: round(clump) } })
    else if (firstByteMs > 2000)
      findings.push({ code: 'slow', values: { seconds: round(firstByteMs / 1000) } })
  }
  if (encoding && encoding !== 'identity')
    findings.push({ code: 'compressed', values: { encoding } })
  if (open && measured.resumedAfter !== measured.expectedAfter)
    findings.push({ code: 'not-resumed', values: {} })
  if (open && !open.whole && open.seconds < open.wantedSeconds - 1)
    findings.push({ code: 'cut', values: { seconds: round(open.seconds) } })
  if (findings.length > 0) return findings
  return [{ code: 'fine', values: { milliseconds: Math.round(lag(measured)) } }]
}

const round = (seconds: number) => Math.max(0.1, Math.round(seconds * 10) / 10)

/** Nothing at all within the time in which everything was sent, or a beginning and then no more. */
const brokenOff = ({ ticks, everyMs }: Measured): Finding =>
  ticks.length === 0
    ? { code: 'held', values: {} }
    : { code: 'cut', values: { seconds: round((ticks.length * everyMs) / 1000) } }

const span = (times: number[]) => Math.max(...times) - Math.min(...times)

/** What was sent over seconds came in one piece. */
const isHeld = ({ ticks }: Measured) =>
  span(ticks.map((one) => one.arrivedMs)) < 0.2 * span(ticks.map((one) => one.sentMs))

/** Seconds of the longest wait before several came together; 0 when they came one by one. */
const longestClump = ({ ticks, everyMs }: Measured) => {
  const gaps = ticks.slice(1).map((one, index) => one.arrivedMs - ticks[index]!.arrivedMs)
  const together = gaps.filter((gap) => gap < 0.2 * everyMs).length
  const longest = Math.max(...gaps)
  return together >= 0.3 * gaps.length && longest > 2 * everyMs ? longest / 1000 : 0
}

/** By how much the slowest was later than the quickest: the clocks need not agree. */
const lag = ({ ticks }: Measured) => span(ticks.map((one) => one.arrivedMs - one.sentMs))
