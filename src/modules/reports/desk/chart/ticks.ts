const timeSteps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

const countStep = (least: number) => {
  const power = 10 ** Math.floor(Math.log10(least))
  return Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least)!)
}

const timeStep = (least: number) =>
  timeSteps.find((step) => step >= least) ?? Math.ceil(least / 86_400) * 86_400

/** Round values from zero to at least `max`, four steps at most. Times step by what clocks have. */
export const ticksTo = (max: number, kind: 'count' | 'seconds'): number[] => {
  const least = Math.max(max, 1) / 4
  const step = kind === 'seconds' ? timeStep(least) : countStep(least)
  const steps = Math.max(1, Math.ceil(Math.max(max, 1) / step))
  return Array.from({ length: steps + 1 }, (_, index) => index * step)
}

/** Which of `count` places along an axis get a label, so that labels keep `gap` pixels. */
export const everyNth = (count: number, width: number, gap = 56): number =>
  Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / gap))))

/** Moves labels apart until none overlap, keeping their order and staying within [top, bottom]. */
export const spread = (wanted: number[], gap: number, top: number, bottom: number): number[] => {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y)
  const placed = new Array<number>(wanted.length)
  let floor = top
  for (const { y, index } of order) {
    placed[index] = Math.max(y, floor)
    floor = placed[index] + gap
  }
  let ceiling = bottom
  for (const { index } of order.reverse()) {
    placed[index] = Math.min(placed[index]!, ceiling)
    ceiling = placed[index] - gap
  }
  return placed
}
