import { useMemo } from 'react'
import { drawQr } from '../qr.ts'

/** Cameras want light around the dark. */
const margin = 4

/** Drawn here, so that what it says reaches nobody else; dark on light in either appearance. */
export const QrCode = ({ text, label }: { text: string; label: string }) => {
  const rows = useMemo(() => drawQr(text), [text])
  if (!rows) return null
  const size = rows.length + 2 * margin
  const dark = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x + margin} ${y + margin}h1v1h-1z` : [])),
  )
  return (
    <svg
      role="img"
      aria-label={label}
      width="200"
      height="200"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  )
}
