import { useElementSize } from '@mantine/hooks'
import type { ReactNode } from 'react'
import styles from './chart.module.css'
import { everyNth, ticksTo } from './ticks.ts'

export type Plot = {
  width: number
  height: number
  /** Left edge and width of the place of the n-th day. */
  left: (index: number) => number
  step: number
  y: (value: number) => number
}

const height = 240
const margin = { top: 12, bottom: 28, left: 56 }

/** Axes from zero, days along the bottom, and room for labels on the right. */
export const ChartFrame = ({
  days,
  max,
  kind,
  label,
  formatDay,
  formatValue,
  right,
  children,
}: {
  days: string[]
  max: number
  kind: 'count' | 'seconds'
  /** What the picture shows, for those who do not see it. */
  label: string
  formatDay: (day: string) => string
  formatValue: (value: number) => string
  /** Pixels kept free for labels beside the last day. */
  right: number
  children: (plot: Plot) => ReactNode
}) => {
  const { ref, width: measured } = useElementSize()
  const width = Math.max(0, measured - margin.left - right)
  const ticks = ticksTo(max, kind)
  const top = ticks.at(-1)!
  const step = days.length > 0 ? width / days.length : 0
  const y = (value: number) =>
    margin.top + (height - margin.top - margin.bottom) * (1 - value / top)
  const left = (index: number) => margin.left + index * step
  const nth = everyNth(days.length, width)
  return (
    <div ref={ref} className={styles.frame}>
      <svg role="img" aria-label={label} width="100%" height={height} className={styles.chart}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              x1={margin.left}
              x2={margin.left + width}
              y1={y(tick)}
              y2={y(tick)}
              className={styles.line}
            />
            <text
              x={margin.left - 8}
              y={y(tick)}
              dy="0.32em"
              textAnchor="end"
              className={styles.tick}
            >
              {formatValue(tick)}
            </text>
          </g>
        ))}
        {days.map((day, index) =>
          index % nth === 0 ? (
            <text
              key={day}
              x={left(index) + step / 2}
              y={height - 8}
              textAnchor="middle"
              className={styles.tick}
            >
              {formatDay(day)}
            </text>
          ) : null,
        )}
        {width > 0 && children({ width, height: height - margin.bottom, left, step, y })}
      </svg>
    </div>
  )
}
