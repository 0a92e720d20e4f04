import styles from './chart.module.css'
import { ChartFrame, type Plot } from './frame.tsx'
import { spread } from './ticks.ts'

export type Line = { key: string; name: string; values: (number | null)[] }

type Point = { index: number; value: number }

const pointsOf = (line: Line): Point[] =>
  line.values.flatMap((value, index) => (value === null ? [] : [{ index, value }]))

/** Days without a value break the line: nothing was measured there. */
const runsOf = (points: Point[]): Point[][] => {
  const runs: Point[][] = []
  for (const point of points) {
    const run = runs.at(-1)
    if (run && run.at(-1)!.index === point.index - 1) run.push(point)
    else runs.push([point])
  }
  return runs
}

const LineNames = ({ plot, lines }: { plot: Plot; lines: Line[] }) => {
  const lasts = lines.flatMap((line) => {
    const last = pointsOf(line).at(-1)
    return last ? [{ line, last }] : []
  })
  const places = spread(
    lasts.map(({ last }) => plot.y(last.value)),
    18,
    12,
    plot.height - 4,
  )
  const edge = plot.left(0) + plot.width
  return lasts.map(({ line, last }, index) => (
    <g key={line.key}>
      <path
        d={`M${plot.left(last.index) + plot.step / 2 + 5} ${plot.y(last.value)} L${edge + 4} ${places[index]} h4`}
        className={styles.leader}
      />
      <text x={edge + 12} y={places[index]} dy="0.32em" className={styles.name}>
        {line.name}
      </text>
    </g>
  ))
}

/** Lines by day, the first solid, the second dashed, each named at its end. */
export const DayLines = ({
  days,
  lines,
  label,
  formatDay,
  formatValue,
  describe,
  onOpen,
}: {
  days: string[]
  lines: Line[]
  label: string
  formatDay: (day: string) => string
  formatValue: (value: number) => string
  describe: (day: string, line: Line, value: number) => string
  /** For the mouse; the table twin offers the same to everybody. */
  onOpen: (day: string) => void
}) => {
  const max = Math.max(0, ...lines.flatMap((line) => line.values.map((value) => value ?? 0)))
  return (
    <ChartFrame
      days={days}
      max={max}
      kind="seconds"
      label={label}
      formatDay={formatDay}
      formatValue={formatValue}
      right={128}
    >
      {(plot) => (
        <>
          {lines.map((line, rank) => {
            const points = pointsOf(line)
            const x = (point: Point) => plot.left(point.index) + plot.step / 2
            return (
              <g key={line.key} data-rank={rank} className={styles.series}>
                {runsOf(points).map((run) => (
                  <polyline
                    key={run[0]!.index}
                    points={run.map((point) => `${x(point)},${plot.y(point.value)}`).join(' ')}
                    className={styles.path}
                  />
                ))}
                {points.map((point) => (
                  // biome-ignore lint/a11y/noStaticElementInteractions: the table twin is the keyboard's way
                  <circle
                    key={point.index}
                    cx={x(point)}
                    cy={plot.y(point.value)}
                    r={points.length > 120 ? 2 : 4}
                    className={styles.point}
                    onClick={() => onOpen(days[point.index]!)}
                  >
                    <title>{describe(days[point.index]!, line, point.value)}</title>
                  </circle>
                ))}
              </g>
            )
          })}
          <LineNames plot={plot} lines={lines} />
        </>
      )}
    </ChartFrame>
  )
}
