/** What a figure is and must be. A target of null is told for its own sake. */
export type Figure = {
  name: string
  unit: string
  target: number | null
  /** More is better; otherwise less is. */
  atLeast?: true
  /** The target itself is already too much. */
  below?: true
  /** What the ratio to the baseline must be at least. */
  ratioAtLeast?: number
  /** The worst of these figures of the same benchmark, and ok only when all of them are. */
  worstOf?: readonly string[]
}

export type Measured = {
  value: number
  min?: number
  max?: number
  /** The same work without us, in the same run. */
  baseline?: number
  /** What was measured, and how often. */
  size: string
}

export type Options = {
  /** Longer runs, more repeats. */
  full: boolean
  /** For CI: the same in less. */
  short: boolean
  seed: number
  /** Progress, to standard error. */
  say: (text: string) => void
}

export type Benchmark = {
  figures: readonly Figure[]
  /** After so long it counts as failed. */
  minutes: number
  /** Measured figures by name; those with `worstOf` are worked out. */
  run: (options: Options) => Promise<Record<string, Measured>>
}

export type Line = {
  name: string
  value: number | null
  unit: string
  target: number | null
  baseline: number | null
  ratio: number | null
  ok: boolean
  size: string
  seconds: number
  min: number | null
  max: number | null
  error?: string
}

/** Every figure of a benchmark as a line, also those that could not be measured. */
export const toLines = (
  figures: readonly Figure[],
  measured: Record<string, Measured>,
  seconds: number,
  error?: string,
): Line[] => {
  const lines = new Map<string, Line>()
  for (const figure of figures) {
    const parts = figure.worstOf?.map((name) => lines.get(name)!)
    const line = parts ? worst(figure, parts) : toLine(figure, measured[figure.name], seconds)
    lines.set(figure.name, error ? { ...line, ok: false, error } : line)
  }
  return [...lines.values()]
}

const toLine = (figure: Figure, measured: Measured | undefined, seconds: number): Line => {
  const { name, unit, target } = figure
  const { value, min, max, baseline, size = '' } = measured ?? {}
  const ratio = value !== undefined && baseline ? round(value / baseline) : null
  return {
    name,
    value: round(value),
    unit,
    target,
    baseline: round(baseline),
    ratio,
    ok: isGood(figure, value, ratio),
    size,
    seconds: Math.round(seconds),
    min: round(min),
    max: round(max),
  }
}

const isGood = (figure: Figure, value: number | undefined, ratio: number | null) => {
  if (value === undefined || !Number.isFinite(value)) return false
  if (figure.ratioAtLeast !== undefined && (ratio ?? 0) < figure.ratioAtLeast) return false
  if (figure.target === null) return true
  if (value === figure.target) return !figure.below
  return figure.atLeast ? value > figure.target : value < figure.target
}

/** The part nearest to its limit, or furthest beyond it, speaks for all. */
const worst = ({ name }: Figure, parts: Line[]): Line => {
  const share = ({ value, target }: Line) => (value === null ? Infinity : value / (target ?? 1))
  const speaker = parts.reduce((a, b) => (share(b) > share(a) ? b : a))
  return {
    ...speaker,
    name,
    ok: parts.every((part) => part.ok),
    size: `${speaker.name}: ${speaker.size}`,
  }
}

const round = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(4))
