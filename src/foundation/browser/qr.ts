/** QR codes of ISO/IEC 18004: text as bytes, error correction level M, versions 1 to 20. */

/** By version. */
const eccPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]

type Grid = { size: number; dark: Uint8Array; fixed: Uint8Array }

/** Codewords of data and correction together. */
const capacityOf = (version: number) => {
  let bits = (16 * version + 128) * version + 64
  if (version >= 2) {
    const aligned = Math.floor(version / 7) + 2
    bits -= (25 * aligned - 10) * aligned - 55
    if (version >= 7) bits -= 36
  }
  return Math.floor(bits / 8)
}
const dataCapacity = (version: number) =>
  capacityOf(version) - eccPerBlock[version - 1]! * blockCounts[version - 1]!

const multiply = (a: number, b: number) => {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((b >>> bit) & 1) * a
  }
  return product & 0xff
}

const divisorOf = (degree: number) => {
  const divisor = new Uint8Array(degree)
  divisor[degree - 1] = 1
  let root = 1
  for (let round = 0; round < degree; round += 1) {
    for (let at = 0; at < degree; at += 1)
      divisor[at] = multiply(divisor[at]!, root) ^ (divisor[at + 1] ?? 0)
    root = multiply(root, 2)
  }
  return divisor
}

const remainderOf = (data: Uint8Array, divisor: Uint8Array) => {
  const rest = new Uint8Array(divisor.length)
  for (const byte of data) {
    const factor = byte ^ rest[0]!
    rest.copyWithin(0, 1)
    rest[rest.length - 1] = 0
    for (let at = 0; at < divisor.length; at += 1) rest[at]! ^= multiply(divisor[at]!, factor)
  }
  return rest
}

const toData = (bytes: Uint8Array, version: number) => {
  const bits: number[] = []
  const push = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1)
  }
  push(4, 4)
  push(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) push(byte, 8)
  const room = dataCapacity(version) * 8
  push(0, Math.min(4, room - bits.length))
  push(0, (8 - (bits.length % 8)) % 8)
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) push(pad, 8)
  return Uint8Array.from({ length: room / 8 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0),
  )
}

/** Blocks with their correction, column by column. */
const interleave = (data: Uint8Array, version: number) => {
  const [count, ecc] = [blockCounts[version - 1]!, eccPerBlock[version - 1]!]
  const whole = capacityOf(version)
  const short = Math.floor(whole / count) - ecc
  const longFrom = count - (whole % count)
  const divisor = divisorOf(ecc)
  let from = 0
  const blocks = Array.from({ length: count }, (_, index) => {
    const part = data.subarray(from, from + short + (index >= longFrom ? 1 : 0))
    from += part.length
    return { part, rest: remainderOf(part, divisor) }
  })
  const mixed: number[] = []
  for (let at = 0; at <= short; at += 1)
    for (const { part } of blocks) if (at < part.length) mixed.push(part[at]!)
  for (let at = 0; at < ecc; at += 1) for (const { rest } of blocks) mixed.push(rest[at]!)
  return mixed
}

const set = (grid: Grid, x: number, y: number, dark: boolean) => {
  if (x < 0 || y < 0 || x >= grid.size || y >= grid.size) return
  grid.dark[y * grid.size + x] = Number(dark)
  grid.fixed[y * grid.size + x] = 1
}

const alignedAt = (version: number) => {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  const last = version * 4 + 10
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - (count - 2 - at) * step)]
}

const drawFixed = (grid: Grid, version: number) => {
  const { size } = grid
  for (let at = 0; at < size; at += 1) {
    set(grid, 6, at, at % 2 === 0)
    set(grid, at, 6, at % 2 === 0)
  }
  for (const [left, top] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    square(4, (dx, dy, ring) => set(grid, left + dx, top + dy, ring !== 2 && ring !== 4))
  const places = alignedAt(version)
  const last = places.length - 1
  for (const [row, y] of places.entries())
    for (const [column, x] of places.entries()) {
      const isCorner = [row, column].every((at) => at === 0 || at === last)
      if (isCorner && !(row === last && column === last)) continue
      square(2, (dx, dy, ring) => set(grid, x + dx, y + dy, ring !== 1))
    }
  if (version >= 7) drawVersion(grid, version)
  drawFormat(grid, 0)
}

const square = (reach: number, draw: (dx: number, dy: number, ring: number) => void) => {
  for (let dy = -reach; dy <= reach; dy += 1)
    for (let dx = -reach; dx <= reach; dx += 1) draw(dx, dy, Math.max(Math.abs(dx), Math.abs(dy)))
}

const checked = (value: number, length: number, polynomial: number) => {
  let rest = value
  for (let round = 0; round < length; round += 1)
    rest = (rest << 1) ^ ((rest >>> (length - 1)) * polynomial)
  return (value << length) | rest
}

const drawVersion = (grid: Grid, version: number) => {
  const bits = checked(version, 12, 0x1f25)
  for (let at = 0; at < 18; at += 1) {
    const [a, b] = [grid.size - 11 + (at % 3), Math.floor(at / 3)]
    const dark = ((bits >>> at) & 1) === 1
    set(grid, a, b, dark)
    set(grid, b, a, dark)
  }
}

/** Level M is 0, so that only the mask is left to tell. */
const drawFormat = (grid: Grid, mask: number) => {
  const { size } = grid
  const bits = checked(mask, 10, 0x537) ^ 0x5412
  const is = (at: number) => ((bits >>> at) & 1) === 1
  for (let at = 0; at <= 5; at += 1) set(grid, 8, at, is(at))
  set(grid, 8, 7, is(6))
  set(grid, 8, 8, is(7))
  set(grid, 7, 8, is(8))
  for (let at = 9; at < 15; at += 1) set(grid, 14 - at, 8, is(at))
  for (let at = 0; at < 8; at += 1) set(grid, size - 1 - at, 8, is(at))
  for (let at = 8; at < 15; at += 1) set(grid, 8, size - 15 + at, is(at))
  set(grid, 8, size - 8, true)
}

/** Two columns at a time from the right, up and down in turn, around the timing column. */
const drawCodewords = ({ size, dark, fixed }: Grid, codewords: number[]) => {
  let bit = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let along = 0; along < size; along += 1)
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - along : along
        if (fixed[y * size + x]) continue
        dark[y * size + x] = ((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1
        bit += 1
      }
  }
}

const masks: ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]

const masked = (grid: Grid, mask: number): Grid => {
  const copy = { ...grid, dark: grid.dark.slice() }
  for (let at = 0; at < copy.dark.length; at += 1)
    if (!grid.fixed[at] && masks[mask]!(at % grid.size, Math.floor(at / grid.size)) === 0)
      copy.dark[at]! ^= 1
  drawFormat(copy, mask)
  return copy
}

/** The longer runs of one colour and the more blocks of it, the harder for a camera. */
const hardness = ({ size, dark }: Grid) => {
  let total = 0
  for (let line = 0; line < size; line += 1)
    for (const at of [(n: number) => line * size + n, (n: number) => n * size + line]) {
      let run = 1
      for (let n = 1; n <= size; n += 1) {
        if (n < size && dark[at(n)] === dark[at(n - 1)]) run += 1
        else {
          if (run >= 5) total += run - 2
          run = 1
        }
      }
    }
  for (let y = 1; y < size; y += 1)
    for (let x = 1; x < size; x += 1) {
      const at = y * size + x
      const sum = dark[at]! + dark[at - 1]! + dark[at - size]! + dark[at - size - 1]!
      if (sum === 0 || sum === 4) total += 3
    }
  return total
}

/** Rows of dark (true) and light; undefined for more than 666 bytes. */
export const drawQr = (text: string): boolean[][] | undefined => {
  const bytes = new TextEncoder().encode(text)
  const version =
    blockCounts.findIndex((_, at) => bytes.length <= dataCapacity(at + 1) - (at < 9 ? 2 : 3)) + 1
  if (version === 0) return undefined
  const size = version * 4 + 17
  const grid: Grid = { size, dark: new Uint8Array(size ** 2), fixed: new Uint8Array(size ** 2) }
  drawFixed(grid, version)
  drawCodewords(grid, interleave(toData(bytes, version), version))
  const tried = masks.map((_, mask) => masked(grid, mask))
  const best = tried.reduce((one, other) => (hardness(other) < hardness(one) ? other : one))
  return Array.from({ length: size }, (_, y) =>
    Array.from(best.dark.subarray(y * size, y * size + size), (dark) => dark === 1),
  )
}
