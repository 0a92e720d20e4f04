/** The value below which a share of all lies (nearest rank). */
export const percentile = (values: readonly number[], share: number) => {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Repeats as one figure: their median, with the least and the most. */
export const summarise = (values: readonly number[]) => ({
  value: percentile(values, 0.5),
  min: Math.min(...values),
  max: Math.max(...values),
})
