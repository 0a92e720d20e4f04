/** Megabytes a minute: the straight line that fits the samples best (least squares). */
export const slopeOf = (samples: readonly { minute: number; megabytes: number }[]) => {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const x = mean(samples.map(({ minute }) => minute))
  const y = mean(samples.map(({ megabytes }) => megabytes))
  const above = samples.reduce((sum, one) => sum + (one.minute - x) * (one.megabytes - y), 0)
  const below = samples.reduce((sum, one) => sum + (one.minute - x) ** 2, 0)
  return below === 0 ? 0 : above / below
}
