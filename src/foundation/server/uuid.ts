import { randomFillSync } from 'node:crypto'

let lastMs = 0
let sequence = 0
const bytes = Buffer.alloc(16)
/** Chance for several ids at once: to ask the system for each would cost more than the rest of it. */
const chance = Buffer.alloc(4096)
let used = chance.length

/** UUIDv7 (RFC 9562 §5.7): sorts by time, also within one millisecond of one process. */
export const newId = (now = Date.now()): string => {
  if (used === chance.length) {
    randomFillSync(chance)
    used = 0
  }
  used += chance.copy(bytes, 0, used, used + bytes.length)
  if (now > lastMs) {
    lastMs = now
    sequence = bytes.readUInt16BE(6) & 0x7ff
  } else if (++sequence > 0xfff) {
    lastMs += 1
    sequence = 0
  }
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | sequence, 6)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
