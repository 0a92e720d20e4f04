import { Fragment } from 'react'
import styles from './chart.module.css'
import { ChartFrame, type Plot } from './frame.tsx'
import { spread } from './ticks.ts'

export type Series = { key: string; name: string; values: number[] }

type Segment = {
  x: number
  width: number
  y: number
  height: number
  day: string
  value: number
  series: Series
  rank: number
}

const segmentsOf = (plot: Plot, days: string[], series: Series[]): Segment[] =>
  days.flatMap((day, index) => {
    const gap = plot.step > 8 ? Math.min(8, plot.step * 0.2) : 1
    let below = 0
    return series.map((one, rank) => {
      const value = one.values[index] ?? 0
      const top = plot.y(below + value)
      const height = plot.y(below) - top
      below += value
      return {
        x: plot.left(index) + gap / 2,
        width: Math.max(1, plot.step - gap),
        y: top,
        height,
        day,
        value,
        series: one,
        rank,
      }
    })
  })

/** Where a series is named: beside its last bar, joined to it by a line. */
const SeriesNames = ({
  plot,
  segments,
  series,
}: {
  plot: Plot
  segments: Segment[]
  series: Series[]
}) => {
  const lasts = series.flatMap((one) => {
    const last = segments.findLast((segment) => segment.series === one && segment.value > 0)
    return last ? [{ one, last }] : []
  })
  const places = spread(
    lasts.map(({ last }) => last.y + last.height / 2),
    18,
    12,
    plot.height - 4,
  )
  const edge = plot.left(0) + plot.width
  return lasts.map(({ one, last }, index) => (
    <g key={one.key}>
      <path
        d={`M${last.x + last.width} ${last.y + last.height / 2} L${edge + 4} ${places[index]} h4`}
        className={styles.leader}
      />
      <text x={edge + 12} y={places[index]} dy="0.32em" className={styles.name}>
        {one.name}
      </text>
    </g>
  ))
}

/** Bars by day from zero, one part a series, in tones and patterns that differ without colour. */
export const DayBars = ({
  days,
  series,
  label,
  formatDay,
  formatValue,
  describe,
  onOpen,
}: {
  days: string[]
  series: Series[]
  label: string
  formatDay: (day: string) => string
  formatValue: (value: number) => string
  /** Words for one part, shown on hover. */
  describe: (day: string, series: Series, value: number) => string
  /** For the mouse; the table twin offers the same to everybody. */
  onOpen: (day: string, series: Series) => void
}) => {
  const max = Math.max(
    0,
    ...days.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0)),
  )
  return (
    <ChartFrame
      days={days}
      max={max}
      kind="count"
      label={label}
      formatDay={formatDay}
      formatValue={formatValue}
      right={112}
    >
      {(plot) => {
        const segments = segmentsOf(plot, days, series)
        return (
          <>
            <defs>
              <pattern
                id="engawa-hatch"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" className={styles.hatchGround} />
                <line x1="1" x2="1" y2="6" className={styles.hatchLine} />
              </pattern>
            </defs>
            {segments
              .filter((segment) => segment.value > 0)
              .map((segment) => (
                <Fragment key={`${segment.day} ${segment.series.key}`}>
                  {/* biome-ignore lint/a11y/noStaticElementInteractions: the table twin is the keyboard's way */}
                  <rect
                    x={segment.x}
                    y={segment.y}
                    width={segment.width}
                    height={segment.height}
                    className={styles.bar}
                    data-rank={segment.rank % 4}
                    onClick={() => onOpen(segment.day, segment.series)}
                  >
                    <title>{describe(segment.day, segment.series, segment.value)}</title>
                  </rect>
                </Fragment>
              ))}
            <SeriesNames plot={plot} segments={segments} series={series} />
          </>
        )
      }}
    </ChartFrame>
  )
}
