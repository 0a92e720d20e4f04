/**
 * One-dimensional arrays in PostgreSQL's binary form (`array_send` in utils/adt/arrayfuncs.c), as parameters: as text,
 * every quotation mark in an event's JSON would be written and read once more. Null and undefined are null.
 */
type Maybe<T> = T | null | undefined

const headerBytes = 20

const arrayOf = <T>(
  values: readonly Maybe<T>[],
  type: number,
  sizeOf: (value: T) => number,
  write: (bytes: Buffer, value: T, at: number) => number,
): Buffer => {
  let size = headerBytes + 4 * values.length
  for (const value of values) if (value !== null && value !== undefined) size += sizeOf(value)
  const bytes = Buffer.allocUnsafe(size)
  bytes.writeInt32BE(1, 0)
  bytes.writeInt32BE(1, 4)
  bytes.writeInt32BE(type, 8)
  bytes.writeInt32BE(values.length, 12)
  bytes.writeInt32BE(1, 16)
  let at = headerBytes
  for (const value of values) {
    const isNull = value === null || value === undefined
    const length = isNull ? -1 : write(bytes, value, at + 4)
    bytes.writeInt32BE(length, at)
    at += 4 + Math.max(length, 0)
  }
  return bytes
}

export const textArray = (values: readonly Maybe<string>[]) =>
  arrayOf(values, 25, Buffer.byteLength, (bytes, value, at) => bytes.write(value, at))

/** Of JSON texts. */
export const jsonbArray = (values: readonly Maybe<string>[]) =>
  arrayOf(
    values,
    3802,
    (value) => Buffer.byteLength(value) + 1,
    (bytes, value, at) => {
      bytes[at] = 1
      return bytes.write(value, at + 1) + 1
    },
  )

export const uuidArray = (values: readonly Maybe<string>[]) => {
  // The rows of one thing stand together: its id is read once.
  let last = ''
  let lastAt = 0
  return arrayOf(
    values,
    2950,
    () => 16,
    (bytes, value, at) => {
      if (value === last) bytes.copyWithin(at, lastAt, lastAt + 16)
      else bytes.write(value.replaceAll('-', ''), at, 'hex')
      last = value
      lastAt = at
      return 16
    },
  )
}

export const intArray = (values: readonly Maybe<number>[]) =>
  arrayOf(
    values,
    23,
    () => 4,
    (bytes, value, at) => bytes.writeInt32BE(value, at) - at,
  )

export const bigintArray = (values: readonly Maybe<number>[]) =>
  arrayOf(
    values,
    20,
    () => 8,
    (bytes, value, at) => bytes.writeBigInt64BE(BigInt(value), at) - at,
  )

const epochMs = Date.UTC(2000, 0, 1)

/** Of milliseconds since 1970. */
export const momentArray = (values: readonly Maybe<number>[]) =>
  arrayOf(
    values,
    1184,
    () => 8,
    (bytes, value, at) => bytes.writeBigInt64BE(BigInt(value - epochMs) * 1000n, at) - at,
  )
