const MOST_PROPERTIES = 2000
const MOST_VALUES = 1000

/** Sizes of values that are not counted; odd ones are padded to four bytes. */
const fixed: Record<number, number> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
}
const STRING8 = 0x001e
const UNICODE = 0x001f
const OBJECT = 0x000d
const BINARY = 0x0102
const MULTIPLE = 0x1000

type Value = { type: number; bytes: Buffer }

/** Properties as TNEF lists them (MS-OXTNEF §2.1.3.4), by number; reading stops where they do not fit. */
export const readProperties = (data: Buffer, decode: (bytes: Uint8Array) => string) => {
  const values = new Map<number, Value>()
  let at = 4
  const room = (length: number) => length >= 0 && at + length <= data.length
  const count = data.length >= 4 ? Math.min(data.readUInt32LE(0), MOST_PROPERTIES) : 0

  const readValue = (type: number): Buffer | undefined => {
    const size = fixed[type]
    if (size !== undefined) {
      if (!room(size)) return undefined
      at += size
      return data.subarray(at - size, at)
    }
    if (![STRING8, UNICODE, OBJECT, BINARY].includes(type) || !room(4)) return undefined
    const length = data.readUInt32LE(at)
    at += 4
    if (!room(length)) return undefined
    const value = data.subarray(at, at + length)
    at += length + ((4 - (length % 4)) % 4)
    return value
  }

  /** Named properties carry their name between number and value. */
  const skipName = (): boolean => {
    if (!room(20)) return false
    const kind = data.readUInt32LE(at + 16)
    at += 20
    if (kind === 0) {
      at += 4
      return room(0)
    }
    if (!room(4)) return false
    const length = data.readUInt32LE(at)
    at += 4
    if (!room(length)) return false
    at += length + ((4 - (length % 4)) % 4)
    return true
  }

  for (let index = 0; index < count && room(4); index++) {
    const type = data.readUInt16LE(at)
    const number = data.readUInt16LE(at + 2)
    at += 4
    if (number >= 0x8000 && !skipName()) break
    const single = type & ~MULTIPLE
    const isCounted = (type & MULTIPLE) !== 0 || fixed[single] === undefined
    let many = 1
    if (isCounted) {
      if (!room(4)) break
      many = data.readUInt32LE(at)
      at += 4
      if (many > MOST_VALUES) break
    }
    let first: Buffer | undefined
    let whole = true
    for (let value = 0; value < many && whole; value++) {
      const bytes = readValue(single)
      whole = bytes !== undefined
      first ??= bytes
    }
    if (!whole) break
    if (first) values.set(number, { type: single, bytes: first })
  }

  const text = (number: number): string => {
    const value = values.get(number)
    if (value?.type === UNICODE) return value.bytes.toString('utf16le').replace(/\0+$/, '')
    return value?.type === STRING8 ? decode(value.bytes) : ''
  }
  const bytes = (number: number): Uint8Array | undefined => {
    const value = values.get(number)
    // An object begins with the id of its interface.
    if (value?.type === OBJECT) return value.bytes.subarray(16)
    if (value?.type === BINARY || value?.type === STRING8) return value.bytes
    return value?.type === UNICODE
      ? Buffer.from(value.bytes.toString('utf16le'), 'utf8')
      : undefined
  }
  return { text, bytes }
}
