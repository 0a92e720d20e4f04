const hexDigit = (byte: number | undefined): number => {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09

/** Wrong escapes are kept as they stand, as every mail reader does. */
export const decodeQuotedPrintable = (bytes: Uint8Array): Uint8Array => {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte !== 0x3d) {
      out[length++] = byte
      continue
    }
    const high = hexDigit(bytes[at + 1])
    const low = hexDigit(bytes[at + 2])
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low
      at += 2
      continue
    }
    let ahead = at + 1
    while (isBlank(bytes[ahead]) && ahead - at < 200) ahead++
    if (bytes[ahead] === 0x0d && bytes[ahead + 1] === 0x0a) at = ahead + 1
    else if (bytes[ahead] === 0x0a || ahead >= bytes.length) at = ahead
    else out[length++] = byte
  }
  return out.subarray(0, length)
}

/** A body as it was before it was encoded for transport. Unknown encodings are left alone. */
export const decodeTransfer = (bytes: Uint8Array, encoding: string): Uint8Array => {
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(bytes)
  if (encoding !== 'base64') return bytes
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return Buffer.from(text, 'base64')
}
