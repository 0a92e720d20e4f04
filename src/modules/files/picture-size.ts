type Size = { width: number; height: number }

/** A picture unpacks to four bytes a pixel in the memory of whoever looks at it. */
export const mostPixels = 50_000_000

const text = (bytes: Uint8Array, at: number, length: number) =>
  String.fromCharCode(...bytes.subarray(at, at + length))

/** IHDR comes first (PNG, §5.6). */
const readPng = (bytes: Uint8Array, view: DataView): Size | undefined =>
  text(bytes, 12, 4) === 'IHDR'
    ? { width: view.getUint32(16), height: view.getUint32(20) }
    : undefined

const mostBlocks = 1000

/** The screen, or the first picture where that is larger: programs make room for either (GIF89a, §18 and §20). */
const readGif = (bytes: Uint8Array, view: DataView): Size => {
  const screen = { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  const flags = bytes[10]!
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
  // Extensions in between: a label, then blocks until an empty one.
  for (let count = 0; bytes[at] === 0x21 && count < mostBlocks; count += 1) {
    at += 2
    while (bytes[at]) at += bytes[at]! + 1
    at += 1
  }
  if (bytes[at] !== 0x2c || at + 9 > bytes.length) return screen
  return {
    width: Math.max(screen.width, view.getUint16(at + 1, true) + view.getUint16(at + 5, true)),
    height: Math.max(screen.height, view.getUint16(at + 3, true) + view.getUint16(at + 7, true)),
  }
}

/** SOF0 to SOF15 hold the size; DHT, JPG and DAC have numbers among theirs (ITU-T T.81, table B.1). */
const holdsSize = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

const readJpeg = (bytes: Uint8Array, view: DataView): Size | undefined => {
  let at = 2
  while (at + 9 < bytes.length) {
    // Between segments anything may stand; programs look for the next marker.
    if (bytes[at] !== 0xff) {
      at += 1
      continue
    }
    const marker = bytes[at + 1]!
    if (holdsSize(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    const isAlone = marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd9)
    at += isAlone ? (marker === 0xff ? 1 : 2) : 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** RFC 9649 §2.5 to §2.7. */
const readWebp = (bytes: Uint8Array, view: DataView): Size | undefined => {
  const three = (at: number) => (view.getUint16(at, true) | (bytes[at + 2]! << 16)) + 1
  switch (text(bytes, 12, 4)) {
    case 'VP8X':
      return { width: three(24), height: three(27) }
    case 'VP8 ':
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    default:
      return undefined
  }
}

const readers: Readonly<Record<string, typeof readPng>> = {
  'image/png': readPng,
  'image/gif': readGif,
  'image/jpeg': readJpeg,
  'image/webp': readWebp,
}

/** In pixels, as the header has it, without unpacking anything; nothing where it cannot be read. */
export const readPictureSize = (bytes: Uint8Array, type: string): Size | undefined => {
  if (bytes.length < 30) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return readers[type]?.(bytes, view)
}

/** Few bytes that unpack to more than a computer may hold. */
export const isTooLarge = (bytes: Uint8Array, type: string): boolean => {
  const size = readPictureSize(bytes, type)
  return size !== undefined && size.width * size.height > mostPixels
}
