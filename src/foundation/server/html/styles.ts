/** One to four of these: sizes that cannot pull a box over its neighbours, hence no minus. */
const size = String.raw`(?:0|auto|thin|medium|thick|\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|%|cm|mm|in)?)`
const sizes = new RegExp(`^${size}(?:\\s+${size}){0,3}$`, 'i')
const colour = String.raw`(?:#[0-9a-f]{3,8}|[a-z]{3,25}|(?:rgb|hsl)a?\([\d\s.,%/]{1,40}\))`
const colours = new RegExp(`^${colour}$`, 'i')
const line = '(?:none|hidden|dotted|dashed|solid|double|groove|ridge|inset|outset)'
const border = new RegExp(`^(?:(?:${size}|${line}|${colour})\\s*){1,3}$`, 'i')
const lineStyle = new RegExp(`^${line}(?:\\s+${line}){0,3}$`, 'i')
const words = /^[a-z-]{1,30}(?: [a-z-]{1,30}){0,3}$/i

const sides = ['top', 'right', 'bottom', 'left']
const each = (names: string[], patterns: RegExp[]): Record<string, RegExp[]> =>
  Object.fromEntries(names.map((name) => [name, patterns]))

/** CSS properties that a mail may set and the values they may have. Nothing with `url()`, `position` or `expression`. */
export const styles: Record<string, RegExp[]> = {
  color: [colours],
  'background-color': [colours],
  background: [colours],
  ...each(['margin', ...sides.map((side) => `margin-${side}`)], [sizes]),
  ...each(['padding', ...sides.map((side) => `padding-${side}`)], [sizes]),
  ...each(
    [
      'width',
      'max-width',
      'min-width',
      'height',
      'max-height',
      'border-radius',
      'border-width',
      'border-spacing',
    ],
    [sizes],
  ),
  ...each(['border', ...sides.map((side) => `border-${side}`)], [border]),
  ...each(['border-style'], [lineStyle]),
  ...each(['border-color'], [colours]),
  'border-collapse': [/^(collapse|separate)$/i],
  font: [/^[\w\s.,%'"/-]{1,200}$/],
  'font-family': [/^[\p{L}\p{N}\s,'"_.-]{1,300}$/u],
  'font-size': [sizes, words],
  'font-weight': [/^(\d{3}|normal|bold|bolder|lighter)$/i],
  'font-style': [words],
  'line-height': [sizes, /^normal$/i],
  'letter-spacing': [sizes, /^normal$/i],
  'text-align': [/^(left|right|center|justify|start|end)$/i],
  'text-decoration': [words],
  'text-transform': [words],
  'text-indent': [sizes],
  'vertical-align': [words],
  'white-space': [words],
  'word-break': [words],
  'overflow-wrap': [words],
  'list-style-type': [words],
  'table-layout': [words],
  direction: [/^(ltr|rtl)$/i],
  display: [/^(block|inline|inline-block|none|list-item|table|table-row|table-cell)$/i],
}
